"""Squares to draw with: a chessboard of about a kilometre a side. The small district is organisation's
`make.district`.
"""

import shapely

WEST, SOUTH, SIDE = 110.0, 35.0, 0.01


def square(x, y=0):
    return shapely.box(WEST + x * SIDE, SOUTH + y * SIDE, WEST + (x + 1) * SIDE, SOUTH + (y + 1) * SIDE)
