using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

/// <summary>Whatever attackers write into records, and users paste, each line of each screen is plain text that fits, at any size.</summary>
public sealed class HostileScreenTests(HostileScreenTests.Evil archive) : IClassFixture<HostileScreenTests.Evil>
{
    private static readonly (int Width, int Height)[] Sizes = [(20, 5), (33, 9), (80, 24), (81, 25), (200, 60)];

    private static readonly string Everything = string.Concat(HostileText.Pieces.Select(piece => Encoding.UTF8.GetString(piece.Octets)));

    /// <summary>Keys from a result on, that lead to a screen or lay something over it.</summary>
    public static TheoryData<string> Walks =>
    [
        "", "Space", "r", "r Space", "p", "Enter", "l l Enter", "l l p", "y", "e", "b", "t", ",", "v", "c", "s",
        "v t", "v t l", "l l v t", "v l", "v l +", "v l >", "l l v l", "v g", "v g Enter", "l l v g", "v o", "v s", "b d", "b a", "b w", "b n",
        "p a", "p n", "p c", "p d", "p s", "p w", "p N", "p x", "p A", "p i", "p f", "p t", "m", "m v c", "o", ".", "t a", "t x", "E", "?", ":",
    ];

    [Theory, MemberData(nameof(Walks))]
    public void Every_line_is_plain_text_that_fits(string keys)
    {
        using var browser = new ArchiveBrowser(archive.Path);
        for (var row = 0; row < Evil.Kinds; row++)
        {
            browser.Browser.Ask("*.test");
            Assert.True(browser.Browser.Current.Count >= Evil.Kinds * Evil.Step, $"{browser.Browser.Current.Count} rows");
            browser.Browser.Current.MoveTo(row * Evil.Step);
            foreach (var key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries)) KeyTable.Press(browser.Browser, key);
            Check(browser.Browser, $"row {row * Evil.Step}, {keys}");
            browser.Browser.Leave();
            browser.Browser.Leave();
        }
    }

    /// <summary>What opens a prompt, into which everything is pasted.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("A")]
    [InlineData("/")]
    [InlineData("n")]
    [InlineData("#")]
    [InlineData("S")]
    [InlineData(":")]
    [InlineData("v d")]
    [InlineData("e t")]
    public void What_is_pasted_is_plain_text_and_so_is_what_becomes_of_it(string keys)
    {
        using var browser = new ArchiveBrowser(archive.Path);
        browser.Browser.Ask("*.test");
        foreach (var pasted in HostileText.Pieces.Select(piece => Encoding.UTF8.GetString(piece.Octets)).Append(Everything).Append(new string('x', 5_000)))
        {
            foreach (var key in keys.Split(' ')) KeyTable.Press(browser.Browser, key);
            browser.Browser.Prompt!.Type(pasted, pasted.Length);
            Check(browser.Browser, $"{keys} {TerminalText.Sanitise(pasted)}");
            browser.Browser.AcceptPrompt();
            Check(browser.Browser, $"{keys} {TerminalText.Sanitise(pasted)} Enter");
            browser.Browser.Leave();
            browser.Browser.Go(new CaseScreen(() => browser.Browser.Case, browser.Browser.Parse));
            Check(browser.Browser, $"the case after {keys} {TerminalText.Sanitise(pasted)}");
            browser.Browser.Ask("*.test");
        }
    }

    [Fact]
    public void Suggestions_and_messages_are_plain_text()
    {
        using var browser = new ArchiveBrowser(archive.Path);
        foreach (var (why, octets) in HostileText.Pieces)
        {
            var text = Encoding.UTF8.GetString(octets);
            browser.Browser.OpenQueryBar("");
            browser.Browser.Prompt!.Suggest("", [new Suggestion(0, 0, text, text), new Suggestion(0, 0, text)]);
            Check(browser.Browser, $"suggested: {why}");
            browser.Browser.Prompt.Choose(1);
            browser.Browser.Prompt.Complete();
            Check(browser.Browser, $"completed: {why}");
            browser.Browser.Leave();
            browser.Browser.Say(text);
            Check(browser.Browser, $"said: {why}");
            browser.Browser.Go(new TextScreen(text, [text]));
            Check(browser.Browser, $"a title: {why}");
        }
    }

    private static void Check(Browser browser, string where)
    {
        foreach (var (width, height) in Sizes)
        {
            var lines = ScreenText.Lines(browser, width, height).Select(line => string.Concat(line.Select(span => span.Text))).ToList();
            Assert.Equal(height, lines.Count);
            foreach (var line in lines)
            {
                Assert.True(TerminalText.Sanitise(line) == line, $"{where}, {width}x{height}: {TerminalText.Sanitise(line)}");
                Assert.True(TerminalText.Columns(line) <= width, $"{where}, {width}x{height}: {TerminalText.Columns(line)} columns in '{line}'");
            }
        }
    }

    /// <summary>An archive of hostile records, and of names as long as names can be.</summary>
    public sealed class Evil : IDisposable
    {
        /// <summary>Rows that are looked at, and how far they are apart.</summary>
        public const int Kinds = 16, Step = 37;

        private static readonly byte[] Longest = DnsMessageBuilder.WireName($"{new string('w', 63)}.{new string('x', 63)}.{new string('y', 63)}.{new string('z', 56)}.test.");

        private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

        public Evil()
        {
            var capture = System.IO.Path.Combine(_folder, "evil.pcap");
            using (var file = File.Create(capture)) HostileCapture.Write(file, [.. Long(), .. HostileCapture.Records(seed: 5, count: Kinds * Step)]);
            ArchiveBrowser.Ingest(Path, capture);
        }

        public string Path => System.IO.Path.Combine(_folder, "archive.pdns");

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static IEnumerable<HostileRecord> Long()
        {
            var url = "https://evil.test/?q=\e]8;;https://evil.test\e\\click\e]8;;\e\\"u8.ToArray();
            var web = DnsMessageBuilder.WireName("www.a.test.");
            yield return new HostileRecord(Longest, RRType.A, [203, 0, 113, 1]);
            yield return new HostileRecord(Longest, RRType.CNAME, Longest);
            yield return new HostileRecord(web, RRType.NS, Longest);
            yield return new HostileRecord(web, RRType.TXT, [(byte)url.Length, .. url]);
            yield return new HostileRecord(web, RRType.TXT, [.. Enumerable.Repeat<byte[]>([255, .. Enumerable.Repeat((byte)'\e', 255)], 20).SelectMany(text => text)]);
            yield return new HostileRecord(DnsMessageBuilder.WireName("xn--bcher-kva.test."), RRType.A, [203, 0, 113, 2]);
        }
    }
}
