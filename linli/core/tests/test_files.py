import io
import os
import random
from datetime import UTC, datetime, timedelta

import pillow_heif
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image, ImageCms, ImageDraw

from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import Gone, NotFound, RuleBroken
from linli.core.files import actions, pages, rules
from linli.core.files.links import photo_url
from linli.core.files.models import StoredFile
from linli.core.files.storage import DurableFiles
from linli.core.files.terms import Size

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "linli.core.files.storage.DurableFiles", "OPTIONS": {"location": tmp_path}}
    }
    settings.PHOTO_MAX_BYTES = 20_000_000


def drawing(width=1600, height=1200, mode="RGB") -> Image.Image:
    """A street: white above, black below, a red spot upper left."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle([0, height // 2, width, height], fill="black")
    pen.rectangle([0, 0, width // 4, height // 4], fill="red")
    return picture.convert(mode)


def written(picture: Image.Image, kind="JPEG", **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def upload(content: bytes, name="photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def store(content: bytes, **options) -> StoredFile:
    return actions.store_photo(PUBLIC, upload(content), purpose="case", now=NOW, **options)


def read(file: StoredFile, size=Size.FULL) -> Image.Image:
    with default_storage.open(rules.name_of(file.key, size)) as stored:
        return Image.open(io.BytesIO(stored.read()))


def heic(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, quality=60)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        written(drawing()),
        written(drawing(), "PNG"),
        written(drawing(mode="RGBA"), "PNG"),
        written(drawing(mode="P"), "PNG"),
        written(drawing(mode="L"), "PNG"),
        written(drawing(mode="1"), "PNG"),
        written(drawing(mode="CMYK")),
        written(drawing(), "WEBP"),
        heic(drawing()),
    ],
    ids=["jpeg", "png", "png-alpha", "png-palette", "png-grey", "png-bits", "jpeg-cmyk", "webp", "heic"],
)
def test_what_phones_make_is_kept_in_three_sizes(content):
    file = store(content)
    assert (file.width, file.height, file.media_type) == (1600, 1200, "image/jpeg")
    sizes = {size: read(file, size) for size in Size}
    assert {size: max(picture.size) for size, picture in sizes.items()} == {
        Size.FULL: 1600,
        Size.VIEW: 1280,
        Size.THUMB: 320,
    }
    for picture in sizes.values():
        assert picture.format == "JPEG" and picture.mode == "RGB"
        assert picture.getpixel((picture.width - 5, 5))[1] > 200  # white above
        assert picture.getpixel((picture.width - 5, picture.height - 5))[1] < 60  # black below
    assert file.size_bytes == sum(default_storage.size(rules.name_of(file.key, size)) for size in Size)


def test_a_large_photo_is_made_smaller_and_a_small_one_is_not_made_larger():
    assert max(read(store(written(drawing(5000, 3000)))).size) == 2048
    tiny = store(written(drawing(40, 30)))
    assert read(tiny, Size.THUMB).size == read(tiny).size == (40, 30)
    strip = store(written(drawing(6000, 4)))
    assert read(strip, Size.THUMB).size == (320, 1)


def test_where_when_and_which_camera_are_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "SecretPhone"  # turned by a quarter
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (34.0, 21.0, 7.5)
    sent = written(
        drawing(),
        exif=exif,
        comment=b"SecretComment",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS) and b"SecretPhone" in sent

    file = store(sent)

    assert (file.width, file.height) == (1200, 1600)
    for size in Size:
        picture = read(file, size)
        assert picture.width < picture.height
        red = picture.getpixel((picture.width - 5, 5))  # the upper left corner has gone to the right
        assert red[0] > 200 and red[1] < 80
        assert not picture.getexif() and set(picture.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
        }
        with default_storage.open(rules.name_of(file.key, size)) as stored:
            content = stored.read()
        assert b"Secret" not in content and b"Exif" not in content


def test_transparent_becomes_white():
    seen_through = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    assert min(read(store(written(seen_through, "PNG"))).getpixel((20, 20))) > 240


bomb = io.BytesIO()
Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
noise = random.Random(1).randbytes(5000)
whole = written(drawing())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n" + noise, "photo_not_a_picture"),
        (b"<html><script>alert(1)</script>", "photo_not_a_picture"),
        (b"GIF89a" + noise, "photo_not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_not_a_picture"),
        (b"", "photo_not_a_picture"),
        (written(drawing(), "TIFF"), "photo_not_a_picture"),
        (whole[: len(whole) // 2], "photo_broken"),
        (written(drawing(), "PNG")[:2000], "photo_broken"),
        (bomb.getvalue(), "photo_too_large"),
        (written(Image.new("L", (31_000, 1))), "photo_too_large"),
        (whole + b"\0" * 20_000_000, "photo_too_large"),
    ],
    ids=["pdf", "html", "gif", "svg", "nothing", "tiff", "half-jpeg", "half-png", "bomb", "ribbon", "bytes"],
)
def test_what_is_no_usable_photo_is_refused_with_a_sentence(content, code):
    with pytest.raises(RuleBroken) as refused:
        store(content)
    assert refused.value.code == code
    assert "请" in refused.value.sentence
    assert not StoredFile.objects.exists() and not AuditLine.objects.exists()
    assert not list(default_storage.listdir("")[0])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_damaged_bytes_never_get_past_as_an_error_of_ours(kind):
    good = heic(drawing(300, 200)) if kind == "HEIC" else written(drawing(300, 200), kind)
    dice = random.Random(kind)
    for _ in range(60):
        bad = bytearray(good)
        for _ in range(dice.randint(1, 30)):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        try:
            store(bytes(bad[: dice.randint(1, len(bad))]))
        except RuleBroken as refused:
            assert refused.code in {"photo_broken", "photo_not_a_picture", "photo_too_large"}


def test_what_the_row_and_the_audit_line_say():
    file = store(whole, retention_until=NOW + timedelta(days=730))
    assert (file.created_by_kind, file.created_by_id, file.purpose) == ("public", 0, "case")
    assert len(file.key) == 22 and file.key != store(whole).key
    line = AuditLine.objects.order_by("id").first()
    assert line.event == "file.stored" and line.subject_id == file.pk


def get(url: str, **headers):
    token, size = url.removesuffix(".jpg").split("/")[-2:]
    return pages.photo(RequestFactory().get(url, headers=headers), token, size)


def test_a_link_shows_the_photo_for_some_hours(monkeypatch, client):
    file = store(whole)
    url = photo_url(file, "thumb")
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"] and "max-age=" in response["Cache-Control"]
    assert Image.open(io.BytesIO(response.content)).width == 320
    again = client.get(url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304 and not again.content


def test_one_statement_shows_a_photo(django_assert_num_queries):
    url = photo_url(store(whole))
    with django_assert_num_queries(1):
        get(url)


def test_links_that_do_not_open():
    file = store(whole)
    good = photo_url(file)
    token = good.split("/")[-2]
    with pytest.raises(NotFound):
        get(good.replace("view", "huge"))
    with pytest.raises(NotFound):
        get(good.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B")))
    with pytest.raises(NotFound):
        get(good.replace(token, file.key))
    with pytest.raises(NotFound):
        get(good.replace(token, "x.y.z"))
    with pytest.raises(Gone):
        get(photo_url(file, now=NOW - timedelta(days=365)))
    actions.erase_file(SYSTEM, file, now=NOW)
    with pytest.raises(NotFound):
        get(good)


def test_how_long_a_link_lives():
    token = rules.token_of("k" * 22, NOW)
    assert token == rules.token_of("k" * 22, NOW + timedelta(minutes=29))  # the browser's cache works
    assert token != rules.token_of("k" * 22, NOW + timedelta(minutes=31))
    key, expires_at = rules.opened_by(token, NOW)
    assert key == "k" * 22 and timedelta(hours=6) <= expires_at - NOW <= timedelta(hours=7)
    with pytest.raises(Gone):
        rules.opened_by(token, expires_at)


def test_erasing_takes_row_and_bytes(django_capture_on_commit_callbacks):
    file = store(whole)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_file(SYSTEM, file, now=NOW)
    assert not StoredFile.objects.exists()
    assert not any(default_storage.exists(rules.name_of(file.key, size)) for size in Size)
    assert AuditLine.objects.filter(event="file.erased").count() == 1


def test_what_has_been_kept_long_enough_is_erased():
    kept, due = store(whole), store(whole, retention_until=NOW + timedelta(days=1))
    assert actions.erase_expired(SYSTEM, now=NOW) == 0
    assert actions.erase_expired(SYSTEM, now=NOW + timedelta(days=1)) == 1
    assert list(StoredFile.objects.all()) == [kept] and due.key != kept.key


def test_bytes_without_a_row_are_swept_after_a_day():
    now = datetime.now(UTC)
    assert actions.sweep_orphans(now=now) == 0  # nothing was ever stored
    kept, lost, young = store(whole), store(whole), store(whole)
    half = rules.name_of("H" * 22, Size.FULL)
    default_storage.save(half, ContentFile(b"written before the crash"))
    for key in (kept.key, lost.key, "H" * 22):
        for size in Size:
            if default_storage.exists(rules.name_of(key, size)):
                os.utime(default_storage.path(rules.name_of(key, size)), (0, 0))
    StoredFile.objects.filter(pk__in=[lost.pk, young.pk]).delete()

    assert actions.sweep_orphans(now=now) == 2
    assert actions.sweep_orphans(now=now) == 0
    assert default_storage.exists(rules.name_of(kept.key, Size.FULL))
    assert default_storage.exists(rules.name_of(young.key, Size.FULL))
    assert not default_storage.exists(rules.name_of(lost.key, Size.FULL)) and not default_storage.exists(half)


def test_local_files_leave_no_empty_folders(tmp_path):
    shelf = DurableFiles(location=tmp_path)
    shelf.save("a/b/c.jpg", ContentFile(b"x"))
    shelf.delete("a/b/c.jpg")
    assert not (tmp_path / "a" / "b").exists()
    shelf.delete("a/b/c.jpg")
