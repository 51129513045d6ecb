"""A map with gaps, overlaps, orphans or broken outlines is told so, offender by offender."""

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from linli.places.rules.grid_map import Community, Dot, Drawn, offences
from linli.places.tests.make import SIDE, SOUTH, WEST, square

CODE = "990101001001"


def drawn(*shapes, community=CODE):
    return [Drawn(f"{community}{i:03d}", community, shape) for i, shape in enumerate(shapes, start=1)]


def kinds(found):
    return [each.kind for each in found]


def chessboard(n=3):
    return [square(x, y) for y in range(n) for x in range(n)]


def test_a_good_map_has_no_offenders():
    whole = Community(CODE, "书声社区", shapely.box(WEST, SOUTH, WEST + 3 * SIDE, SOUTH + 3 * SIDE))
    grids = drawn(*chessboard())
    inside = [Dot("1号楼", WEST + SIDE / 2, SOUTH + SIDE / 2)]
    assert offences(grids) == []
    assert offences(grids, [whole], inside) == []
    assert offences([]) == []


def test_an_overlap_names_both_and_its_area():
    grown = shapely.box(WEST + SIDE, SOUTH, WEST + 2.01 * SIDE, SOUTH + SIDE)
    found = offences(drawn(square(0), grown, square(2)))
    assert kinds(found) == ["overlap"]
    assert found[0].codes == (f"{CODE}002", f"{CODE}003")
    assert found[0].sentence == f"网格 …002 与 …003 重叠 {found[0].area_m2:,.0f} m²".replace(",", " ")
    assert 10_000 < found[0].area_m2 < 10_500  # 1 % of a square of 909 × 1 110 m


def test_a_missing_middle_is_a_gap_with_its_neighbours():
    found = offences(drawn(*(chessboard()[:4] + chessboard()[5:])))
    assert kinds(found) == ["gap"]
    assert len(found[0].codes) == 8  # the corner neighbours touch it too


def test_a_slit_between_two_grids_is_a_gap_even_when_it_is_open_at_the_end():
    slit = 2.5 / 91_000
    found = offences(drawn(square(0), translate(square(1), slit), square(2)))
    assert "gap" in kinds(found)
    gap = next(each for each in found if each.kind == "gap")
    assert gap.codes == (f"{CODE}001", f"{CODE}002")


def test_ground_of_the_drawn_community_in_no_grid():
    whole = Community(CODE, "书声社区", shapely.box(WEST, SOUTH, WEST + 3 * SIDE, SOUTH + SIDE))
    found = offences(drawn(square(0), square(1)), [whole])
    assert kinds(found) == ["gap"]
    assert "书声社区有" in found[0].sentence
    assert "紧邻网格 …002" in found[0].sentence


def test_a_grid_that_leaves_its_community():
    small = Community(CODE, "书声社区", shapely.box(WEST, SOUTH, WEST + 1.5 * SIDE, SOUTH + SIDE))
    found = offences(drawn(square(0), square(1)), [small])
    assert kinds(found) == ["outside"]
    assert found[0].codes == (f"{CODE}002",)
    assert "超出书声社区边界" in found[0].sentence


def test_a_community_around_another_has_no_gap():
    ring = drawn(*(chessboard()[:4] + chessboard()[5:]))
    core = drawn(chessboard()[4], community="990101001002")
    assert offences(ring + core) == []


def test_buildings_in_no_grid_are_named():
    found = offences(
        drawn(square(0)), [], [Dot("幸福里 3号楼", WEST + 2 * SIDE, SOUTH), Dot("在内", WEST, SOUTH)]
    )
    assert [each.sentence for each in found] == ["幸福里 3号楼 不在任何网格里"]


def test_an_outline_that_crosses_itself_is_named_and_the_rest_still_checked():
    bow = shapely.Polygon([(110, 35), (110.01, 35.01), (110.01, 35), (110, 35.01)])
    found = offences(drawn(bow, square(2), square(2)))
    assert kinds(found) == ["invalid", "overlap"]
    assert "自相交，位置在 110.005, 35.005 附近" in found[0].sentence
    assert kinds(offences(drawn(shapely.Point(110, 35)))) == ["invalid"]


@settings(max_examples=30, deadline=None)
@given(
    st.integers(2, 5),
    st.integers(2, 5),
    st.randoms(use_true_random=False),
    st.floats(0.02, 0.3),
)
def test_any_crooked_chessboard_is_good_until_one_piece_moves(columns, rows, random, share):
    """Pieces with common corners never offend; a piece moved by a share of its side always does."""
    knots = {
        (x, y): (
            WEST + (x + random.uniform(-0.2, 0.2)) * SIDE,
            SOUTH + (y + random.uniform(-0.2, 0.2)) * SIDE,
        )
        for x in range(columns + 1)
        for y in range(rows + 1)
    }
    pieces = [
        shapely.Polygon([knots[x, y], knots[x + 1, y], knots[x + 1, y + 1], knots[x, y + 1]])
        for x in range(columns)
        for y in range(rows)
    ]
    whole = Community(CODE, "书声社区", shapely.union_all(pieces))
    assert offences(drawn(*pieces), [whole]) == []
    i = random.randrange(len(pieces))
    moved = [*pieces[:i], translate(pieces[i], share * SIDE, share * SIDE), *pieces[i + 1 :]]
    assert offences(drawn(*moved), [whole]) != []
