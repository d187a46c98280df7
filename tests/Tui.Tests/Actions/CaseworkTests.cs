using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Actions;

public sealed class CaseworkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdns").FullName;
    private readonly CaseBook _book;
    private readonly Browser _browser;
    private readonly List<(ViewExport Export, string Path)> _exports = [];
    private readonly List<string> _copies = [];

    public CaseworkTests()
    {
        _book = CaseBook.Open(new ArchiveLayout(_folder));
        _browser = SampleArchive.Browser(usual => usual with
        {
            Case = () => _book.Content,
            WhyNotCase = () => _book.WhyNot,
            ChangeCase = change =>
            {
                if (change(_book) is { Length: > 0 } sentence) _browser!.Say(sentence);
            },
            Export = (export, path) => _exports.Add((export, path)),
            Copy = (text, what, asIs) =>
            {
                _copies.Add(asIs ? $"as is: {text}" : text);
                return $"{what} copied";
            },
        });
        _browser.Ask("*.example.test");
    }

    public void Dispose()
    {
        _book.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_bookmark_is_set_shown_and_taken_away()
    {
        Press("m");
        Assert.Equal("ns1.example.test. A 192.0.2.53", Assert.Single(_book.Content.Bookmarks).Subject.Title);
        Assert.StartsWith("*ns1.example.test.", Screen()[3], StringComparison.Ordinal);

        Press("m");
        Assert.Empty(_book.Content.Bookmarks);

        Press("u");
        Assert.Single(_book.Content.Bookmarks);
    }

    [Fact]
    public void A_note_and_tags_stand_in_the_detail_pane_and_on_the_case_page()
    {
        Press("n");
        Type("points to the old server");
        Press("#");
        Type("c2 spam");

        Assert.Contains("* bookmarked #c2 #spam", Screen());
        Assert.Contains("* points to the old server", Screen());
        Press("v", "c");
        Assert.Contains("    points to the old server", Screen());
    }

    [Fact]
    public void A_tag_that_is_none_is_told_and_the_prompt_stays()
    {
        Press("#");
        _browser.Prompt!.Type("a/b", 3);
        _browser.AcceptPrompt();

        Assert.NotNull(_browser.Prompt?.Fault);
    }

    [Fact]
    public void A_trail_is_saved_shown_as_commands_and_walked_again()
    {
        Press("Enter"); // ns1.example.test.
        Press(".");
        Assert.Equal(
            ["pdns lookup '*.example.test.' -l 0 -a .", "pdns lookup name:ns1.example.test. -l 0 -a .", "pdns lookup 'ns1.example.test. is:negative' -l 0 -a ."],
            Screen().Skip(2).Take(3).Select(line => line.TrimEnd()));
        Press("[", "S");
        Type("the servers");
        Assert.Equal(["*.example.test.", "ns1.example.test."], _book.Content.FindTrail("the servers")!.Questions);

        Press("Ctrl+T", "v", "c");
        Screen();
        Press("Enter"); // the first line that leads anywhere is the trail's
        Assert.Equal(["case", "*.example.test.", "ns1.example.test."], _browser.Trail.Walked.Skip(1).Select(screen => screen.Title));

        Press("[");
        Assert.Equal(5, _browser.Current.Count); // it is read when one comes back to it
    }

    [Fact]
    public void What_was_asked_is_offered_again_the_latest_first()
    {
        _browser.Ask("www.example.test");
        Press("a");

        _browser.Prompt!.Choose(-1);
        Assert.Equal("www.example.test.", _browser.Prompt.Text);
        _browser.Prompt.Choose(-1);
        Assert.Equal("*.example.test.", _browser.Prompt.Text);
        _browser.Prompt.Choose(1);
        Assert.Equal("www.example.test.", _browser.Prompt.Text);
    }

    [Fact]
    public void What_is_shown_is_exported_in_its_order_each_rrset_once()
    {
        Press("s", "s", "e", "j");
        Assert.Equal("example.test.jsonl", _browser.Prompt!.Text);
        Type("view.jsonl");

        var (export, path) = Assert.Single(_exports);
        Assert.Equal("view.jsonl", path);
        Assert.Equal(["www.example.test.", "www.example.test.", "www.example.test.", "ns1.example.test."], export.Answers.Select(set => Formats.Dns.DomainNameFormat.ToText(Owner(set))));
    }

    [Fact]
    public void Cell_row_column_and_command_are_copied()
    {
        Press("l", "l", "y", "y", "y", "l", "y", "q");

        Assert.Equal(["192.0.2.53", "192.0.2.53\n192.0.2.1\n\"hello\"\n192.0.2.7\n192.0.2.8", "as is: pdns lookup '*.example.test.' -l 0 -a ."], _copies);
    }

    private static byte[] Owner(Formats.Records.RRset set)
    {
        var owner = new byte[Formats.Dns.DomainName.MaxLength];
        return owner[..set.ReadOwner(owner)];
    }

    private void Press(params string[] keys)
    {
        foreach (var key in keys) Assert.True(KeyTable.Press(_browser, key), key);
    }

    private void Type(string text)
    {
        _browser.Prompt!.Type(text, text.Length);
        _browser.AcceptPrompt();
        Assert.Null(_browser.Prompt);
    }

    private string[] Screen() => [.. ScreenText.Lines(_browser, 80, 24).Select(line => string.Concat(line.Select(span => span.Text)).TrimEnd())];
}
