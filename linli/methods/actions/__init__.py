"""Everything that is written about packs: versions, what is in force, drafts, trials."""

from linli.methods.actions.force import activate
from linli.methods.actions.loading import LoadReport, PackFaulty, load_pack

__all__ = ["LoadReport", "PackFaulty", "activate", "load_pack"]
