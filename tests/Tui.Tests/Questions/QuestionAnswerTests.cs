using System.Text.RegularExpressions;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Commands;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

/// <summary>The captures of test-data in an archive, and all its RRsets in memory.</summary>
public sealed class QuestionArchive : IDisposable
{
    public QuestionArchive()
    {
        var (code, _, errors) = CommandRun.Run("ingest", Path.Combine(TestFolders.TestData, "captures"), "-q", "-a", Folder);
        if (code != ExitCode.Done) throw new InvalidOperationException(errors);
        Archive = Archive.OpenRead(Folder);
        InMemory = new RRsetList(Archive.Find(new RRsetQuery { Side = LookupSide.All, Kinds = AnswerKinds.Both }), Archive.Sources);
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"it's a pdns test {Guid.NewGuid():N}.pdns");

    public Archive Archive { get; }

    public RRsetList InMemory { get; }

    public QuestionContext Context(BareName bareName = BareName.BothSides) => new() { Sources = () => Archive.Sources, Now = DateTimeOffset.UnixEpoch, BareName = bareName };

    public void Dispose()
    {
        Archive.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

public sealed partial class QuestionAnswerTests(QuestionArchive archive) : IClassFixture<QuestionArchive>
{
    /// <summary>Terms that find the same RRsets in several ways.</summary>
    private static readonly string[] Terms =
    [
        "parcel-tracking.example", "owner:parcel-tracking.example", "*.example", "+.example", "www.*", "203.0.113.66", "203.0.113.0/24", "ns:ns1.hosting.example",
        "ns:*.hosting.example", "to:*", "to:ns1.*", "cname:/parking|parcel/", "ns:/^ns[12]/", "ns:*.host*", "/parcel/", "~parcel-trackin", "*track*", "name:/hosting/", "txt:V=SPF1", "txt:a", "mx:*.example", "*",
    ];

    private static readonly string[] Filters = ["", "", "", "type:A,NS,TXT", "count>1", "status:all", "is:negative", "bailiwick:example", "after:2026-11-17", "source:pcap"];

    [Fact]
    public void Each_rrset_comes_once_and_all_that_some_term_finds_come()
    {
        var random = new Random(3);
        var found = 0;
        for (var i = 0; i < 300; i++)
        {
            var terms = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Terms[random.Next(Terms.Length)]).ToList();
            var filter = Filters[random.Next(Filters.Length)];
            if (Parse(string.Join(' ', terms.Append(filter))) is not { } question) continue;

            var expected = terms.SelectMany(term => Keys(archive.Archive, Parse($"{term} {filter}")!)).ToHashSet();
            var keys = Keys(archive.Archive, question).ToList();

            Assert.True(keys.Distinct().Count() == keys.Count, question.Text);
            Assert.True(expected.SetEquals(keys), question.Text);
            found += keys.Count;
        }

        Assert.True(found > 1_000, $"{found}");
    }

    [Fact]
    public void An_archive_and_rrsets_in_memory_answer_alike()
    {
        foreach (var term in Terms)
        {
            var question = Parse(term)!;
            var keys = Keys(archive.Archive, question).ToList();
            Assert.True(keys.ToHashSet().SetEquals(Keys(archive.InMemory, question)), term);
            Assert.True(keys.Count > 0 || term is "txt:a" or "mx:*.example", term);
        }
    }

    [Fact]
    public void Text_is_found_across_the_strings_of_a_record_in_any_letter_case()
    {
        var rrsets = new TestRRsets(TestRRset.Of("a.test", Formats.Dns.RRType.TXT, "0356656c02646f", 1, 1, 1), TestRRset.Of("b.test", Formats.Dns.RRType.SPF, "0356656c02646f", 1, 1, 1));

        Assert.Equal(["a.test. TXT"], QuestionAnswer.Find(rrsets, Parse("txt:LDO")!, TestContext.Current.CancellationToken).Select(TestRRset.Name));
        Assert.Empty(QuestionAnswer.Find(rrsets, Parse("txt:vedo")!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        using var answer = QuestionAnswer.Find(archive.Archive, Parse("*")!, stop.Token).GetEnumerator();
        Assert.True(answer.MoveNext());
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => answer.MoveNext());
    }

    public static TheoryData<string> Asked => [.. Terms, .. Terms.Take(12).Select(term => term + " parking.hosting.example count>1 type:A,NS,CNAME"), "parcel-tracking.example is:negative", "source:pcap /parcel/ status:all"];

    [Theory, MemberData(nameof(Asked))]
    public void The_command_lines_find_what_the_question_finds(string text)
    {
        var question = Parse(text)!;
        var lines = 0;
        foreach (var command in question.ToCommands(archive.Folder))
        {
            var arguments = Words().Matches(command).Select(word => word.Value.Replace(@"'\''", "\0", StringComparison.Ordinal).Trim('\'').Replace('\0', '\'')).ToArray();
            Assert.Equal(["pdns", "lookup"], arguments[..2]);
            lines += CommandRun.Run([.. arguments[1..], "-p", "jsonl", "-q"]).Output.Count(character => character == '\n');
        }

        Assert.True(lines == Keys(archive.Archive, question).Count(), $"{text}: {string.Join(" ; ", question.ToCommands(archive.Folder))}");
    }

    // Words as a shell reads them.
    [GeneratedRegex(@"(?:'[^']*'|\\'|[^' ])+")]
    private static partial Regex Words();

    private Question? Parse(string text) => QuestionParser.Parse(text, archive.Context(), out _);

    /// <summary>With status and bailiwick, each of which makes a result of its own.</summary>
    private static IEnumerable<string> Keys(IRRsetSource source, Question question) =>
        QuestionAnswer.Find(source, question, CancellationToken.None).Select(rrset => $"{Convert.ToHexString(rrset.Key)} {rrset.Status}");
}
