"""A public list: facets with counts, text search, order, pages, files, feed. An app declares it; this package does it.

meetings/models/index.py: the rows (title, summary, facets, times and keys for sorting are inherited):

    class MeetingIndex(Entry):
        meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="index")
        starts_on, ends_on = models.DateField(), models.DateField()
    class MeetingText(EntryText):
        index = models.OneToOneField(MeetingIndex, models.CASCADE, primary_key=True)
    class MeetingWord(Word): ...

The migration, after the tables, depending on core 0002: *prepare_listing("meetings_meetingindex",
"meetings_meetingtext").

meetings/listing.py, written at each change by INDEXER.refresh(meeting.pk), all anew by INDEXER.rebuild():

    TABLES = Tables(MeetingIndex, MeetingText, MeetingWord)
    def build(meeting):  # what is indexable, and how
        row = {"code": meeting.slug, "facets": [f"body:{meeting.body_id}"], "published_at": …, …}
        texts = {}
        for code in LANGUAGE_CODES:
            title = getattr(meeting, column("title", code))
            texts |= search_texts(code, title=[title, meeting.symbol], summary=…, names=[…], body=[…])
            row |= card_texts(code, title, texts)
        return row, texts
    INDEXER = Indexer(tables=TABLES, record="meeting", records=Meeting.objects.public, build=build)

    class MeetingCard(Card):  # what the template shows beside title_html, summary_html, passage_html, url
        columns = ("starts_on",)
        def __init__(self, row, snapshot, language, marker=None):
            super().__init__(row, snapshot, language, marker)
            self.day = date_format(row["starts_on"])

    MEETINGS = Listing(
        code="meetings", url="meetings:list", nav="meetings", tables=TABLES, card=MeetingCard,
        card_template="meetings/_card.html",  # <li class="rec">… {{ card.title_html }} …
        facets=(Facet(code="body", label=_("Body"), vocabulary=Vocabulary(model=Body, position="position")),
                Facet(code="host", label=_("Host"), vocabulary=Vocabulary(model=Country), none_label=_("No host"))),
        sorts=(Sort(code="newest", label=_("Newest"), by="i.starts_on DESC, i.code"),  # the first is the default
               Sort(code="title", label=_("Title"), by="i.sort_{language}, i.code"),
               Sort(code="updated", by="i.published_at DESC, i.code")),
        period=Days(label=_("Held between"), between=_("%(from)s to %(to)s"), since=…, until=…),
        words=Words(title=_("Meetings"), intro=…, plural=_("Meetings"),
                    counted=ngettext_lazy("<b>%(total)s meeting</b>", "<b>%(total)s meetings</b>", "n"), …),
        export=Export(file_name="rial-meetings", columns=columns, records=lambda slots: {slot: meeting}, …),
        feed_sort="updated", feed_url="meetings:feed",
    )

meetings/views/listing.py; the template is listing/page.html, or one that overrides its block `records`:

    @public_page
    def meeting_list(request):  # ?format=csv, xlsx, json, atom included
        return listing_page(request, results_of(request, MEETINGS))
    @public_page
    def feed(request):
        return atom(request, results_of(request, MEETINGS))

Results(Selection(MEETINGS, query=Query.parse(typed)), snapshot, language) gives `total` and `cards` to other pages,
such as the site's search. Tests hold any selection against `oracle.filterset_class(snapshot)`. The commands that
check and rewrite the rows: `commands`. Why it is so: docs/adr/0010 and 0017.
"""
