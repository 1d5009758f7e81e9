"""Models of the portfolio. Fields, constraints and trivial properties; every write is in services."""

from .good_practice import Assessment, Candidate, CandidateLog, Criterion, Score
from .index import ProgramIndex, ProgramText, SearchWord
from .intake import Campaign, CampaignInvitation, CampaignLog, ImportBatch, ImportRow
from .launch import Launch
from .moderation import Remark, ReturnSnippet, WrongDatumReport
from .program import Collection, Confirmation, CurrencyReview, Program, ProgramLog
from .rows import Attachment, Evaluation, Link, Result, Source
from .version import FieldTranslation, Version, VersionLog, VersionPopulation, VersionTopic

__all__ = [
    "Assessment",
    "Attachment",
    "Campaign",
    "CampaignInvitation",
    "CampaignLog",
    "Candidate",
    "CandidateLog",
    "Collection",
    "Confirmation",
    "Criterion",
    "CurrencyReview",
    "Evaluation",
    "FieldTranslation",
    "ImportBatch",
    "ImportRow",
    "Launch",
    "Link",
    "Program",
    "ProgramIndex",
    "ProgramLog",
    "ProgramText",
    "Remark",
    "Result",
    "ReturnSnippet",
    "Score",
    "SearchWord",
    "Source",
    "Version",
    "VersionLog",
    "VersionPopulation",
    "VersionTopic",
    "WrongDatumReport",
]
