using PassiveDns.Tests.Support;
using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Actions;

public class IngestingTests
{
    private static readonly string Capture = Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap");

    private readonly List<IngestScreen> _begun = [];
    private readonly Browser _browser;
    private int _stops;

    public IngestingTests() => _browser = SampleArchive.Browser(services => services with { Ingest = _begun.Add, StopIngest = () => _stops++ });

    public static TheoryData<string, string, string> Faults => new()
    {
        { "nothing",              "",               "name a capture or a folder of captures" },
        { "standard input",       "-",              "expected a capture or a folder; standard input is the keyboard here" },
        { "an empty path",        "''",             "expected a capture or a folder; standard input is the keyboard here" },
        { "a quote left open",    "'/tmp",          "a quote is not closed" },
        { "nothing of that name", "/none/a.pcap",   "/none/a.pcap: there is no such file or folder" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_path_that_will_not_do_is_said_where_it_is_typed(string why, string text, string sentence)
    {
        Type(text);

        Assert.True(sentence == _browser.Prompt?.Fault?.Sentence, why);
        Assert.Empty(_begun);
    }

    [Fact]
    public void Progress_stands_beside_the_trail_and_the_outcome_on_the_status_line()
    {
        _browser.Ask("www.example.test");
        Type(Capture);
        var ingest = Assert.Single(_begun);
        ingest.Tell(["one line"], " 45 % of 1.2 GB  23.0 MB/s  12 s left");

        Assert.Equal("pdns › www.example.test.             ingest 45 % of 1.2 GB  23.0 MB/s  12 s left", Screen(80)[0]);

        ingest.Conclude("1 source ingested, 1 of them damaged");
        Assert.Equal("pdns › www.example.test.", Screen(80)[0]);
        Assert.Equal("ingest: 1 source ingested, 1 of them damaged", Screen(80)[^2]);
    }

    [Fact]
    public void There_is_one_ingest_at_a_time_with_a_report_and_it_can_be_stopped()
    {
        Type(Capture);
        Press("I", "n");
        Assert.Equal("an ingest is running: one at a time", _browser.Message);

        Press("I", "r");
        _begun[0].Tell(["a.pcap  pcap, 1.2 kB", "  3 frames = 1 response + 2 queries"], " 45 %");
        Assert.Equal("pdns › ingest", _browser.Trail.Walked.Aggregate("", (trail, screen) => trail.Length == 0 ? screen.Title : $"{trail} › {screen.Title}"));
        Assert.Equal([$"ingest 45 %   {Capture}", "a.pcap  pcap, 1.2 kB", "  3 frames = 1 response + 2 queries"], Screen(120)[2..5]);
        Assert.Equal(1, _browser.Current.Cursor); // goes along with what comes

        Press("I", "s");
        Assert.Equal(1, _stops);
        _begun[0].Conclude("stopped: 0 sources ingested, which stays");
        Press("I", "s");
        Assert.Equal("no ingest is running", _browser.Message);
        Press("I", "n");
        Assert.Equal("ingest", _browser.Prompt!.Label);
    }

    [Fact]
    public void All_of_it_is_in_the_palette() =>
        Assert.Superset(new HashSet<string> { "ingest", "ingest: new", "ingest: report", "ingest: stop", "read again" }, Palettes.Names().Select(named => named.Name).ToHashSet());

    [Fact]
    public void Leaving_while_an_ingest_runs_has_to_be_asked_for_twice()
    {
        Type(Capture);

        Press("q");
        Assert.Equal((false, "an ingest is running: q again stops it and leaves"), (_browser.IsClosing, _browser.Message));
        Press("Esc", "q");
        Assert.False(_browser.IsClosing);
        Press("q");
        Assert.True(_browser.IsClosing);
    }

    [Fact]
    public void Leaving_behind_its_end_does_not()
    {
        Type(Capture);
        _begun[0].Conclude("1 source ingested");

        Press("q");

        Assert.True(_browser.IsClosing);
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(80, 24)]
    [InlineData(300, 100)]
    public void Every_line_fits(int width, int height)
    {
        Type(Capture);
        _begun[0].Tell([new string('x', 500)], new string('9', 40));
        Press("I", "r");

        Assert.All(ScreenText.Lines(_browser, width, height), line => Assert.InRange(line.Sum(span => TerminalText.Columns(span.Text)), 0, width));
    }

    private void Type(string paths)
    {
        Press("I");
        _browser.Prompt!.Type(paths, paths.Length);
        _browser.AcceptPrompt();
    }

    private void Press(params string[] keys)
    {
        foreach (var key in keys) Assert.True(KeyTable.Press(_browser, key), key);
    }

    private string[] Screen(int width) => [.. ScreenText.Lines(_browser, width, 24).Select(line => string.Concat(line.Select(span => span.Text)).TrimEnd())];
}
