"""Database models of the newsroom.

Pages, terms, pictures and documents, partners and their webhooks, the change feed, imports and the
worker's records. This room imports blocks, visibility, languages and network; it must not import a
room above it.
"""

from newsroom.models.caching import ContentChange
from newsroom.models.calendar_feeds import CalendarFeed
from newsroom.models.changes import Change, ChangeFeed, ToldState, TouchedPage
from newsroom.models.corrections import Correction, PlannedCorrection, StatementVersion
from newsroom.models.counts import (
    CountedStatement,
    CountsVersion,
    ListCount,
    StatementToCount,
)
from newsroom.models.elections import ElectionAllowedPage, ElectionExemption, ElectionPeriod
from newsroom.models.embargoes import Embargo, EmbargoLink, EmbargoLinkOpening
from newsroom.models.front_ends import DraftPreview, FrontEnd
from newsroom.models.imports import ImportedStatement
from newsroom.models.media import (
    NewsroomDocument,
    NewsroomImage,
    NewsroomRendition,
    RenditionRequest,
)
from newsroom.models.outside_links import CollectedLinks, OutsideLink, OutsideLinkUse
from newsroom.models.pages import ArticlePage, ArticleTopic, NewsIndexPage
from newsroom.models.partners import PartnerKey, PartnerUse, RequestWindow
from newsroom.models.publication import PublicationConsent, WrittenLanguage
from newsroom.models.quotations import DraftQuotation
from newsroom.models.replacements import ReplacedStatement, Replacement
from newsroom.models.roles import OfficeGroup, Role
from newsroom.models.scheduling import ScheduleFailure, WorkerHeartbeat
from newsroom.models.terms import Category, Topic
from newsroom.models.translation import HeldVersion, TranslationOrigin
from newsroom.models.translation_memory import GlossaryTerm, MemorySegment, RememberedPage
from newsroom.models.webhooks import WebhookAttempt, WebhookEndpoint, WebhookMessage
from newsroom.models.withdrawals import FormerTermSlug, Withdrawal

__all__ = [
    "ArticlePage",
    "ArticleTopic",
    "CalendarFeed",
    "Category",
    "Change",
    "ChangeFeed",
    "CollectedLinks",
    "ContentChange",
    "Correction",
    "CountedStatement",
    "CountsVersion",
    "DraftPreview",
    "DraftQuotation",
    "ElectionAllowedPage",
    "ElectionExemption",
    "ElectionPeriod",
    "Embargo",
    "EmbargoLink",
    "EmbargoLinkOpening",
    "FormerTermSlug",
    "FrontEnd",
    "GlossaryTerm",
    "HeldVersion",
    "ImportedStatement",
    "ListCount",
    "MemorySegment",
    "NewsIndexPage",
    "NewsroomDocument",
    "NewsroomImage",
    "NewsroomRendition",
    "OfficeGroup",
    "OutsideLink",
    "OutsideLinkUse",
    "PartnerKey",
    "PartnerUse",
    "PlannedCorrection",
    "PublicationConsent",
    "RememberedPage",
    "RenditionRequest",
    "ReplacedStatement",
    "Replacement",
    "RequestWindow",
    "Role",
    "ScheduleFailure",
    "StatementToCount",
    "StatementVersion",
    "ToldState",
    "Topic",
    "TouchedPage",
    "TranslationOrigin",
    "WebhookAttempt",
    "WebhookEndpoint",
    "WebhookMessage",
    "Withdrawal",
    "WorkerHeartbeat",
    "WrittenLanguage",
]
