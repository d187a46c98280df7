using LiteDB;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Tests.Names;
using Xunit;

namespace PassiveDns.Indexer.Tests.Catalog;

public sealed class SourceCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ArchiveLayout Layout => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sources_and_log_come_back_as_they_were_entered()
    {
        var source = Source('a', "a capture; with = and \0 and \"quotes\".pcap");
        IngestAttempt[] attempts =
        [
            Attempt("a.pcap", IngestOutcome.Added, 'a'),
            Attempt("copy of a.pcap", IngestOutcome.AlreadyKnown, 'a'),
            Attempt("notes.txt", IngestOutcome.Unreadable, null) with { Remark = "notes.txt, octet 0: expected a capture, found text." },
            Attempt("b.pcap", IngestOutcome.Damaged, 'b') with { StartedMilliseconds = -1, Options = "--port 5300" },
        ];
        using (var catalog = SourceCatalog.Open(Layout, 0, []))
        {
            catalog.Record(attempts[..2], [source]);
            catalog.Record(attempts[2..], []);
            Assert.Empty(catalog.Notes);
        }

        using var reopened = SourceCatalog.Open(Layout, 1, [source]);

        AssertSame(source, Assert.Single(reopened.Sources));
        Assert.Equal(attempts, reopened.Ingests.Select(entry => entry.Attempt));
        Assert.Equal([1L, 2L, 3L, 4L], reopened.Ingests.Select(entry => entry.Number));
        Assert.Null(reopened.VerifyChain());
        Assert.Empty(reopened.Notes);
    }

    [Fact]
    public void Opening_brings_the_catalog_in_step_with_the_archive()
    {
        var (kept, gone, changed, lacking) = (Source('a', "a.pcap"), Source('b', "b.pcap"), Source('c', "c.pcap"), Source('d', "d.pcap"));
        using (var catalog = SourceCatalog.Open(Layout, 1, []))
            catalog.Record([Attempt("a.pcap", IngestOutcome.Added, 'a')], [kept, gone, changed]);

        using var reopened = SourceCatalog.Open(Layout, 7, [kept, changed with { Octets = 5 }, lacking]);

        Assert.Equal([kept.Sha256, changed.Sha256, lacking.Sha256], reopened.Sources.Select(source => source.Sha256).Order(StringComparer.Ordinal));
        Assert.Equal(5, reopened.Sources.Single(source => source.Sha256 == changed.Sha256).Octets);
        var entry = reopened.Ingests[^1];
        Assert.Equal((IngestOutcome.Removed, "b.pcap", 7L), (reopened.Ingests[1].Attempt.Outcome, reopened.Ingests[1].Attempt.Path, reopened.Ingests[1].Attempt.Generation));
        Assert.Equal((3L, "d.pcap", lacking.Sha256, 7L, IngestOutcome.Damaged), (entry.Number, entry.Attempt.Path, entry.Attempt.Sha256, entry.Attempt.Generation, entry.Attempt.Outcome));
        Assert.Null(reopened.VerifyChain());
        Assert.Equal(
            [
                $"{Layout.Catalog}: 1 source entered from the archive's own records.",
                $"{Layout.Catalog}: 1 source corrected from the archive's own records.",
                $"{Layout.Catalog}: 1 source removed, for the archive has them no more.",
            ],
            reopened.Notes);
    }

    [Fact]
    public void What_the_catalog_has_of_a_source_in_a_damaged_run_stays()
    {
        var (readable, unreadable) = (Source('a', "a.pcap"), Source('b', "b.pcap"));
        SourceCatalog.Open(Layout, 1, [readable, unreadable]).Dispose();

        using var catalog = SourceCatalog.Open(Layout, 2, [readable], [unreadable.Sha256]);

        Assert.Equal([readable.Sha256, unreadable.Sha256], catalog.Sources.Select(source => source.Sha256).Order(StringComparer.Ordinal));
        Assert.Empty(catalog.Notes);
    }

    [Fact]
    public void A_missing_catalog_is_made_again_and_said()
    {
        var source = Source('a', "a.pcap");

        using var catalog = SourceCatalog.Open(Layout, 3, [source]);

        AssertSame(source, Assert.Single(catalog.Sources));
        Assert.Equal($"{Layout.Catalog} was missing.", catalog.Notes[0]);
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        // why                                   what becomes of the file
        { "noise",                               octets => [.. Enumerable.Repeat((byte)'z', 20_000)] },
        { "a little noise",                      octets => [.. "not a database"u8] },
        { "its header overwritten",              octets => [.. new byte[200], .. octets[200..]] },
        { "cut in mid-page",                     octets => octets[..(8_192 * 2 + 100)] },
        { "its pages overwritten",               octets => [.. octets[..8_192], .. new byte[octets.Length - 8_192]] },
    };

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_catalog_is_kept_aside_and_made_again(string why, Func<byte[], byte[]> damage)
    {
        var source = Source('a', "a.pcap");
        using (var catalog = SourceCatalog.Open(Layout, 1, [])) catalog.Record([Attempt("a.pcap", IngestOutcome.Added, 'a')], [source]);
        var damaged = damage(File.ReadAllBytes(Layout.Catalog));
        File.WriteAllBytes(Layout.Catalog, damaged);

        var reading = SourceCatalog.Read(Layout, [source]);
        Assert.True(reading.Note?.Contains("cannot be read", StringComparison.Ordinal), $"{why}: {reading.Note}");

        using (var reopened = SourceCatalog.Open(Layout, 4, [source]))
        {
            AssertSame(source, Assert.Single(reopened.Sources));
            Assert.True(reopened.Notes[0].Contains("was damaged", StringComparison.Ordinal), $"{why}: {reopened.Notes[0]}");
        }

        Assert.Equal(damaged, File.ReadAllBytes(Layout.Catalog + ".damaged-4"));
        Assert.Null(SourceCatalog.Read(Layout, [source]).Note);
    }

    [Fact]
    public void A_second_damaged_catalog_of_one_generation_does_not_replace_the_first()
    {
        foreach (var text in new[] { "first", "second" })
        {
            File.WriteAllText(Layout.Catalog, text);
            SourceCatalog.Open(Layout, 4, []).Dispose();
        }

        Assert.Equal("first", File.ReadAllText(Layout.Catalog + ".damaged-4"));
        Assert.Equal("second", File.ReadAllText(Layout.Catalog + ".damaged-4-2"));
    }

    [Fact]
    public void A_reader_gets_the_catalog_while_it_is_open_for_writing()
    {
        var source = Source('a', "a.pcap");
        using var catalog = SourceCatalog.Open(Layout, 1, []);
        catalog.Record([Attempt("a.pcap", IngestOutcome.Added, 'a')], [source]);

        var reading = SourceCatalog.Read(Layout, [source]);
        Assert.Null(reading.Note);
        Assert.Equal("a.pcap", Assert.Single(reading.Ingests).Attempt.Path);
    }

    [Fact]
    public void What_was_removed_stays_in_the_log()
    {
        var (kept, gone) = (Source('a', "a.pcap"), Source('b', "b.pcap"));
        using (var catalog = SourceCatalog.Open(Layout, 1, []))
        {
            catalog.Record([Attempt("a.pcap", IngestOutcome.Added, 'a'), Attempt("b.pcap", IngestOutcome.Added, 'b')], [kept, gone]);
            catalog.Record([Attempt("b.pcap", IngestOutcome.Removed, 'b')], [], [gone]);
        }

        using var reopened = SourceCatalog.Open(Layout, 2, [kept]);

        Assert.Empty(reopened.Notes);
        Assert.Equal(kept.Sha256, Assert.Single(reopened.Sources).Sha256);
        Assert.Equal([IngestOutcome.Added, IngestOutcome.Added, IngestOutcome.Removed], reopened.Ingests.Select(entry => entry.Attempt.Outcome));
        Assert.Null(reopened.VerifyChain());
    }

    /// <summary>The process died between commit and catalog.</summary>
    [Fact]
    public void A_removal_and_a_rollup_that_the_catalog_missed_are_entered()
    {
        var (rolled, gone) = (Source('a', "a.pcap"), Source('b', "b.pcap"));
        using (var catalog = SourceCatalog.Open(Layout, 1, [])) catalog.Record([], [rolled, gone]);
        var rollup = Source('c', "rollup of 2 sources") with { Parts = [new(rolled.Sha256, "a.pcap", 1), new(NameLists.Sha256Of('d'), "d.pcap", 1)] };

        using (var reopened = SourceCatalog.Open(Layout, 3, [rollup]))
        {
            Assert.Equal([(IngestOutcome.Removed, "b.pcap"), (IngestOutcome.RolledUp, "rollup of 2 sources")],
                reopened.Ingests.Select(entry => (entry.Attempt.Outcome, entry.Attempt.Path)));
            Assert.Equal(rollup.Sha256, Assert.Single(reopened.Sources).Sha256);
            Assert.Null(reopened.VerifyChain());
        }

        Assert.Null(SourceCatalog.Read(Layout, [rollup]).Note);
        using var again = SourceCatalog.Open(Layout, 3, [rollup]);
        Assert.Empty(again.Notes);
    }

    [Fact]
    public void A_reader_is_told_where_catalog_and_archive_differ()
    {
        var (both, changed, more) = (Source('a', "a.pcap"), Source('b', "b.pcap"), Source('c', "c.pcap"));
        SourceCatalog.Open(Layout, 1, [both, changed, more]).Dispose();

        var behind = SourceCatalog.Read(Layout, [both, changed]);
        Assert.Equal((false, $"{Layout.Catalog} holds 1 more than the 2 sources of the archive: they come from the archive itself."), (behind.IsDamaged, behind.Note));
        Assert.Null(SourceCatalog.Read(Layout, [both, changed], [more.Sha256]).Note); // its run is damaged
        var other = SourceCatalog.Read(Layout, [both, changed with { Octets = 1 }, more]);
        Assert.True(other.IsDamaged);
        Assert.Contains("has 1 of 3 sources otherwise than the archive", other.Note, StringComparison.Ordinal);
        Assert.Equal(3, other.Ingests.Count);
    }

    [Fact]
    public void A_reader_is_told_what_the_catalog_lacks()
    {
        Assert.Contains("is missing", SourceCatalog.Read(Layout, [Source('a', "a.pcap")]).Note, StringComparison.Ordinal);
        Assert.Null(SourceCatalog.Read(Layout, []).Note);

        SourceCatalog.Open(Layout, 1, [Source('a', "a.pcap")]).Dispose();
        var reading = SourceCatalog.Read(Layout, [Source('a', "a.pcap"), Source('b', "b.pcap")]);

        Assert.Contains("lacks 1 of 2 sources", reading.Note, StringComparison.Ordinal);
        Assert.False(reading.IsDamaged);
    }

    public static TheoryData<string, Action<ILiteCollection<BsonDocument>>, long> Tampering => new()
    {
        // why                                          what is done to five entries                                     first fault
        { "nothing",                                    log => { },                                                      0 },
        { "a path changed",                             log => Change(log, 3, "path", "other.pcap"),                     3 },
        { "a time changed",                             log => Change(log, 2, "startedMilliseconds", 5L),                2 },
        { "an outcome changed",                         log => Change(log, 5, "outcome", "unreadable"),                  5 },
        { "a SHA-256 taken out",                        log => Change(log, 1, "sha256", BsonValue.Null),                 1 },
        { "the hash before it changed",                 log => Change(log, 4, "previous", IngestEntry.NoHash),           4 },
        { "its own hash changed",                       log => Change(log, 4, "hash", IngestEntry.NoHash),               4 },
        { "the first removed",                          log => log.Delete(1L),                                           1 },
        { "one in the middle removed",                  log => log.Delete(3L),                                           3 },
        { "one removed and the rest moved up",          RemoveAndMoveUp,                                                 3 },
        { "two swapped",                                Swap,                                                            2 },
        { "one replaced, with a hash that fits it",     ReplaceWithFittingHash,                                          4 },
    };

    [Theory, MemberData(nameof(Tampering))]
    public void Tampering_with_the_log_shows(string why, Action<ILiteCollection<BsonDocument>> tamper, long firstFault)
    {
        using (var catalog = SourceCatalog.Open(Layout, 1, []))
        {
            for (var i = 1; i <= 5; i++) catalog.Record([Attempt($"{i}.pcap", IngestOutcome.AlreadyKnown, 'a')], []);
        }

        using (var database = new LiteDatabase(new ConnectionString { Filename = Layout.Catalog })) tamper(database.GetCollection("ingests"));

        var fault = IngestChain.Verify(SourceCatalog.Read(Layout, []).Ingests);
        Assert.True(firstFault == (fault?.Number ?? 0), $"{why}: {fault}");
    }

    [Theory]
    [InlineData("ingests", "expected an ingest log of 5 entries, found 4 entries")]
    [InlineData("end", "expected an end of the ingest log, found 5 entries")]
    public void Entries_lost_at_the_end_of_the_log_show(string collection, string sentence)
    {
        using (var catalog = SourceCatalog.Open(Layout, 1, []))
        {
            for (var i = 1; i <= 5; i++) catalog.Record([Attempt($"{i}.pcap", IngestOutcome.AlreadyKnown, 'a')], []);
        }

        using (var database = new LiteDatabase(new ConnectionString { Filename = Layout.Catalog })) database.GetCollection(collection).DeleteMany("_id = 5 OR number = 5");

        var reading = SourceCatalog.Read(Layout, []);
        Assert.True(reading.IsDamaged);
        Assert.Contains(sentence, reading.Note, StringComparison.Ordinal);
        using var reopened = SourceCatalog.Open(Layout, 1, []);
        Assert.Contains("was damaged", Assert.Single(reopened.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_was_changed_is_not_answered_with()
    {
        var source = Source('a', "a.pcap");
        SourceCatalog.Open(Layout, 1, [source with { Path = "b.pcap" }]).Dispose();

        var reading = SourceCatalog.Read(Layout, [source]);

        Assert.Equal([source], reading.Sources);
        Assert.True(reading.IsDamaged);
        Assert.Contains("has 1 of 1 sources otherwise than the archive", reading.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_is_that_of_the_canonical_form()
    {
        var attempt = Attempt("a\"b\\c\u0001\té.pcap", IngestOutcome.AlreadyKnown, null) with { Generation = 9 };
        const string canonical = """
            {"finishedMilliseconds":2000,"generation":9,"number":1,"options":"","outcome":"already known","path":"a\"b\\c\u0001\té.pcap",
            "previous":"0000000000000000000000000000000000000000000000000000000000000000","remark":"","sha256":null,"startedMilliseconds":1000,"toolVersion":"0.1.0"}
            """;

        var octets = CanonicalJson.Write(1, attempt, IngestEntry.NoHash);

        Assert.Equal(canonical.ReplaceLineEndings(""), System.Text.Encoding.UTF8.GetString(octets));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(octets)), IngestEntry.Continue(1, attempt, IngestEntry.NoHash).Hash);
    }

    private static void Change(ILiteCollection<BsonDocument> log, long number, string field, BsonValue value)
    {
        var document = log.FindById(number);
        document[field] = value;
        log.Update(document);
    }

    private static void RemoveAndMoveUp(ILiteCollection<BsonDocument> log)
    {
        var rest = log.FindAll().Where(document => document["_id"].AsInt64 > 3).ToList();
        log.DeleteMany("_id >= 3");
        foreach (var document in rest)
        {
            document["_id"] = document["_id"].AsInt64 - 1;
            log.Insert(document);
        }
    }

    private static void Swap(ILiteCollection<BsonDocument> log)
    {
        var (second, third) = (log.FindById(2L), log.FindById(3L));
        (second["_id"], third["_id"]) = (3L, 2L);
        log.Update(second);
        log.Update(third);
    }

    /// <summary>The forger knows how hashes are made, so it is the next entry that tells.</summary>
    private static void ReplaceWithFittingHash(ILiteCollection<BsonDocument> log) =>
        log.Update(IngestDocument.Write(IngestEntry.Continue(3, Attempt("forged.pcap", IngestOutcome.Added, 'f'), log.FindById(2L)["hash"].AsString)));

    private static IngestAttempt Attempt(string path, IngestOutcome outcome, char? sha256) => new()
    {
        Path = path,
        Sha256 = sha256 is { } digit ? NameLists.Sha256Of(digit) : null,
        StartedMilliseconds = 1_000,
        FinishedMilliseconds = 2_000,
        Outcome = outcome,
        ToolVersion = "0.1.0",
        Options = "",
        Generation = 1,
    };

    /// <summary>A source in which every field and every count has a value of its own.</summary>
    private static SourceRecord Source(char sha256, string path)
    {
        var accounting = new Accounting { FramesRead = 123_456_789_012 };
        foreach (var outcome in Enum.GetValues<FrameOutcome>()) accounting.Add(outcome, 10 + (int)outcome);
        foreach (var outcome in Enum.GetValues<MessageOutcome>().Skip(1)) accounting.Add(outcome, 100 + (int)outcome);
        foreach (var fact in Enum.GetValues<AnalysisFact>()) accounting.Add(fact, 1_000 + (int)fact);
        accounting.AddUnsupportedLinkType(127, 3);
        accounting.AddUnsupportedLinkType(65_535, 4);
        return new SourceRecord
        {
            Sha256 = NameLists.Sha256Of(sha256),
            Path = path,
            Octets = 9_876_543_210,
            Format = "pcapng, zstd",
            LinkTypes = [LinkType.Ethernet, LinkType.LinuxSll2, (LinkType)40_000],
            FirstPacketMilliseconds = -5,
            LastPacketMilliseconds = null,
            IsOneSided = true,
            Accounting = accounting,
            Damage = [new FileDamage(77, "record header has 3 of 16 octets")],
            ToolVersion = "0.1.0",
            Options = "--port 5300",
            StartedMilliseconds = 1_800_000_000_000,
            FinishedMilliseconds = 1_800_000_000_001,
        };
    }

    private static void AssertSame(SourceRecord expected, SourceRecord actual)
    {
        Assert.Equal(expected with { Accounting = null!, LinkTypes = [], Damage = [] }, actual with { Accounting = null!, LinkTypes = [], Damage = [] });
        Assert.Equal(expected.LinkTypes, actual.LinkTypes);
        Assert.Equal(expected.Damage, actual.Damage);
        Assert.Equal(expected.Accounting.FramesRead, actual.Accounting.FramesRead);
        foreach (var outcome in Enum.GetValues<FrameOutcome>()) Assert.Equal(expected.Accounting[outcome], actual.Accounting[outcome]);
        foreach (var outcome in Enum.GetValues<MessageOutcome>()) Assert.Equal(expected.Accounting[outcome], actual.Accounting[outcome]);
        foreach (var fact in Enum.GetValues<AnalysisFact>()) Assert.Equal(expected.Accounting[fact], actual.Accounting[fact]);
        Assert.Equal(expected.Accounting.UnsupportedLinkTypes, actual.Accounting.UnsupportedLinkTypes);
    }
}
