"""A district that exists, with its own past orders: `linli demo --real`, where its published tables are."""

from linli.cases.real.loading import is_there, load, sign_ins
from linli.core.demo import Share

REAL = Share(order=40, load=load, is_there=is_there, sign_ins=sign_ins)
