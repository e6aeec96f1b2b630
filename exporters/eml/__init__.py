"""E-mail drafts: one file per recipient that opens unsent in the mail program, with only their part of a meeting."""

from exporters.eml.contents import Mentioned, mentioned
from exporters.eml.drafts import Attachment, Draft, Drafts, drafts, write_drafts

__all__ = ["Attachment", "Draft", "Drafts", "Mentioned", "drafts", "mentioned", "write_drafts"]
