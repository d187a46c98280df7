using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Lookup;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Screens;

public sealed class ViewExportTests : IDisposable
{
    private static readonly RRset Negative = SampleArchive.Negative("new.test", RRType.A, 1, 4, 5, new NegativeAnswer(NegativeKind.NxDomain, ZoneLabels: 1));

    private static readonly RRset[] RRsets =
    [
        SampleArchive.Set("example.test", RRType.NS, 0, 8, 40, SampleArchive.Wire("ns1.example.test"), SampleArchive.Wire("ns2.example.test")),
        SampleArchive.Set("www.example.test", RRType.TXT, 1, 1, 1, [6, .. "=1+1\e\n"u8]),
        SampleArchive.Set("www.example.test", RRType.A, 3, 8, 1_234, [192, 0, 2, 7], [192, 0, 2, 8]),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;
    private readonly SampleArchive _archive = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<OutputFormat> Formats =>
        [OutputFormat.Table, OutputFormat.Jsonl, OutputFormat.Cof, OutputFormat.Saf, OutputFormat.Dnsdb, OutputFormat.Minimal, OutputFormat.Csv, OutputFormat.CsvExcel];

    [Theory, MemberData(nameof(Formats))]
    public void The_file_is_octet_for_octet_what_lookup_prints(OutputFormat format)
    {
        foreach (var kinds in new[] { AnswerKinds.RRsets, AnswerKinds.Negative })
        {
            if (kinds == AnswerKinds.Negative && format is not (OutputFormat.Table or OutputFormat.Jsonl)) continue;
            var query = new RRsetQuery { Side = LookupSide.All, Kinds = kinds };
            var path = Path.Combine(_folder, $"{format}-{kinds}");
            var view = new RRsetList(kinds == AnswerKinds.Negative ? [Negative] : RRsets, _archive.Sources);

            var outcome = new ViewExport { Answers = view.Find(query), Sources = view.Sources, Format = format }.Write(path, TestContext.Current.CancellationToken);

            Assert.True(outcome.IsDone, outcome.Sentence);
            Assert.NotEqual(0, outcome.Octets);
            Assert.Equal(new FileInfo(path).Length, outcome.Octets);
            Assert.Equal(Printed(view, query, format), File.ReadAllText(path));
        }
    }

    [Fact]
    public void Negative_answers_come_last_or_are_left_out_and_told()
    {
        RRset[] view = [SampleArchive.Set("a.test", RRType.A, 0, 1, 2, [192, 0, 2, 1]), Negative, SampleArchive.Set("b.test", RRType.A, 0, 1, 2, [192, 0, 2, 2])];

        Assert.Equal(3, Export("a.jsonl", view).Answers);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder, "a.jsonl")).Length);
        Assert.Equal(3, Export("a.txt", view).Answers);
        Assert.Contains("\n\nrrname", File.ReadAllText(Path.Combine(_folder, "a.txt")), StringComparison.Ordinal);
        var csv = Export("a.csv", view);
        Assert.Equal(2, csv.Answers);
        Assert.EndsWith("a.csv; 1 negative answer left out, for which the format has no place", csv.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_that_is_not_all_says_so()
    {
        var path = Path.Combine(_folder, "a.saf");
        var outcome = new ViewExport { Answers = [SampleArchive.Set("a.test", RRType.A, 0, 1, 2, [192, 0, 2, 1])], Sources = _archive.Sources, End = AnswerEnd.Limited }.Write(path, TestContext.Current.CancellationToken);

        Assert.EndsWith("; the archive has more than this view", outcome.Sentence, StringComparison.Ordinal);
        Assert.Contains("\"cond\":\"limited\"", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_there_is_never_written_over()
    {
        var path = Path.Combine(_folder, "a.csv");
        File.WriteAllText(path, "mine");

        var outcome = Export("a.csv", []);

        Assert.Equal((false, $"{path} exists already: name another file"), (outcome.IsDone, outcome.Sentence));
        Assert.Equal("mine", File.ReadAllText(path));
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        // why                      name           sentence
        { "no name",                " ",           "name a file to write" },
        { "no extension",           "out",         "the name of out says no format: end it in .txt, .table, .jsonl, .json, .cof, .saf, .dnsdb, .minimal, .csv, or choose one" },
        { "another's extension",    "out.xlsx",    "the name of out.xlsx says no format: end it in .txt, .table, .jsonl, .json, .cof, .saf, .dnsdb, .minimal, .csv, or choose one" },
        { "a folder that is not",   "/no/x.csv",   "there is no such folder" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_cannot_be_written_is_told(string why, string name, string sentence)
    {
        var outcome = new ViewExport { Answers = [Negative], Sources = _archive.Sources }.Write(name, TestContext.Current.CancellationToken);
        Assert.True(!outcome.IsDone && outcome.Sentence.EndsWith(sentence, StringComparison.Ordinal), $"{why}: {outcome.Sentence}");
    }

    [Fact]
    public void Nothing_is_left_of_an_export_that_was_stopped_or_failed()
    {
        using var stop = new CancellationTokenSource();
        var stopped = new ViewExport { Answers = Some(stop.Cancel), Sources = _archive.Sources }.Write(Path.Combine(_folder, "a.csv"), stop.Token);
        var failed = new ViewExport { Answers = Some(() => throw new IOException("the disk went away")), Sources = _archive.Sources }.Write(Path.Combine(_folder, "b.csv"), CancellationToken.None);

        Assert.Equal($"nothing was written to {Path.Combine(_folder, "a.csv")}: interrupted", stopped.Sentence);
        Assert.Equal($"nothing was written to {Path.Combine(_folder, "b.csv")}: the disk went away", failed.Sentence);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));

        static IEnumerable<RRset> Some(Action then)
        {
            for (var i = 0; i < 5_000; i++) yield return SampleArchive.Set("a.test", RRType.A, 0, 1, 2, [192, 0, 2, 1]);
            then();
            yield return SampleArchive.Set("a.test", RRType.A, 0, 1, 2, [192, 0, 2, 1]);
        }
    }

    private ExportOutcome Export(string name, RRset[] view) =>
        new ViewExport { Answers = view, Sources = _archive.Sources }.Write(Path.Combine(_folder, name), TestContext.Current.CancellationToken);

    private static string Printed(RRsetList source, RRsetQuery query, OutputFormat format)
    {
        using var output = new MemoryStream();
        var context = new CommandContext { Output = output, Messages = new Messages(TextWriter.Null), OpenInput = () => Stream.Null };
        var request = new LookupRequest
        {
            ArchiveFolder = "", CofFile = "view", Filter = query, Format = format, Steps = [new LookupStep("*", new LookupQuestion("*", query), new LookupScope())],
        };
        using var text = context.OpenText();
        new LookupRun(request, source, text, context).Run();
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }
}
