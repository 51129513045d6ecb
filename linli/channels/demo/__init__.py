"""This app's share of the demo district, a file per part."""

from linli.channels.demo import hotline, machines, public
from linli.core.demo import Context, Share

PARTS = (hotline.load, machines.load, public.load)


def load(context: Context) -> None:
    for part in PARTS:
        part(context)


DEMO = Share(order=50, load=load)
