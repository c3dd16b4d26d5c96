"""Addresses of the reading desk, below /desk/drafts/."""

from django.urls import path

from bihuan.windows.desk.drafting import acts, comparing, finishing, pages

urlpatterns = [
    path("", pages.drafts, name="drafts"),
    path("new/", pages.new, name="draft_new"),
    path("compare/", comparing.compare, name="editions_compare"),
    path("<int:pk>/", pages.show, name="draft"),
    path("<int:pk>/progress/", pages.progress, name="draft_progress"),
    path("<int:pk>/document/", pages.document, name="draft_document"),
    path("<int:pk>/history/", pages.history, name="draft_history"),
    path("<int:pk>/proposals/<int:proposal>/<slug:verb>/", acts.on_proposal, name="draft_proposal"),
    path("<int:pk>/clauses/<int:clause>/<slug:verb>/", acts.on_clause, name="draft_clause"),
    path("<int:pk>/accept-all/", acts.accept_all, name="draft_accept_all"),
    path("<int:pk>/take-over/", acts.take_over, name="draft_take_over"),
    path("<int:pk>/undo/", acts.undo, name="draft_undo"),
    path("<int:pk>/finish/", finishing.finish, name="draft_finish"),
    path("<int:pk>/review/<slug:verb>/", finishing.review, name="draft_review"),
    path("<int:pk>/release/", finishing.release, name="draft_release"),
    path("<int:pk>/adopt/", finishing.adopt, name="draft_adopt"),
    path("<int:pk>/drop/", finishing.drop, name="draft_drop"),
]
