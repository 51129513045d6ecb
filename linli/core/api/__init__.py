"""What every machine's request starts with: typed answers, problems, endpoints, the OpenAPI document."""

from linli.core.api.answers import Problem, answer, problem, read
from linli.core.api.endpoints import Call, Endpoint, Moment, open_door, route, run

__all__ = ["Call", "Endpoint", "Moment", "Problem", "answer", "open_door", "problem", "read", "route", "run"]
