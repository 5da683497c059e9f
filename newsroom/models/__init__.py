"""What does the newsroom keep in the database?"""

from newsroom.models.imports import ImportedStatement
from newsroom.models.media import NewsroomDocument, NewsroomImage, NewsroomRendition
from newsroom.models.pages import ArticlePage, ArticleTopic, NewsIndexPage
from newsroom.models.scheduling import ScheduleFailure, WorkerHeartbeat
from newsroom.models.terms import Category, Topic
from newsroom.models.translation import TranslationOrigin
from newsroom.models.withdrawals import Withdrawal

__all__ = [
    "ArticlePage",
    "ArticleTopic",
    "Category",
    "ImportedStatement",
    "NewsIndexPage",
    "NewsroomDocument",
    "NewsroomImage",
    "NewsroomRendition",
    "ScheduleFailure",
    "Topic",
    "TranslationOrigin",
    "Withdrawal",
    "WorkerHeartbeat",
]
