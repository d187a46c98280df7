using PassiveDns.Tui.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Screens;

public sealed class PathCompletionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    public PathCompletionTests()
    {
        foreach (var name in new[] { "day1.pcap", "day2.pcap", ".hidden", "a b.pcap", "it's \"it\"", "evil\u001b[2J" }) File.WriteAllText(Path.Combine(_folder, name), "12345");
        Directory.CreateDirectory(Path.Combine(_folder, "days"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string, string[]> Texts => new()
    {
        { "all of a folder but what is hidden or cannot be typed", "~/",             ["'a b.pcap'", "day1.pcap", "day2.pcap", "days/"] },
        { "what begins so",                                        "~/day1",         ["day1.pcap"] },
        { "a folder gets its slash",                               "~/days",         ["days/"] },
        { "what is hidden, when it is asked for",                  "~/.h",           [".hidden"] },
        { "the last of several",                                   "/x/y ~/day2",    ["day2.pcap"] },
        { "in a quote that is open the whole path",                "'{0}/a ",        ["'{0}/a b.pcap'"] },
        { "behind a quote that is closed too",                     "~/'day'",        ["{0}/day1.pcap", "{0}/day2.pcap", "{0}/days/"] },
        { "nothing there",                                         "~/none/x",       [] },
        { "a file is no folder",                                   "~/day1.pcap/x",  [] },
        { "an impossible path",                                    "~/\0/x",         [] },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Suggests_files_and_folders(string why, string text, string[] expected)
    {
        text = text.Replace("{0}", _folder, StringComparison.Ordinal);

        var found = PathCompletion.Find(text, text.Length, _folder).Select(suggestion => suggestion.Text).ToList();

        Assert.True(expected.Select(path => path.Replace("{0}", _folder, StringComparison.Ordinal)).SequenceEqual(found), $"{why}: {string.Join(", ", found)}");
    }

    [Fact]
    public void Nothing_is_suggested_inside_a_path() => Assert.Empty(PathCompletion.Find("~/day1", 3, _folder));

    [Fact]
    public void A_suggestion_stands_in_the_place_of_what_was_typed()
    {
        var prompt = new Prompt("ingest", "", _ => null) { OnText = (prompt, text, caret) => prompt.Suggest(text, PathCompletion.Find(text, caret, _folder)) };
        prompt.Type("/x ~/a", 6);
        Assert.Equal([new Suggestion(5, 1, "'a b.pcap'", "5 octets")], prompt.Suggestions);

        prompt.Complete();

        Assert.Equal("/x ~/'a b.pcap'", prompt.Text);
    }
}
