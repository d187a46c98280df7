using PassiveDns.Tui.Arguments;
using Xunit;

namespace PassiveDns.Tui.Tests.Arguments;

public class PathListTests
{
    public static TheoryData<string, string, string[]> Lines => new()
    {
        { "nothing",                              "",                       [] },
        { "blanks only",                          "   ",                    [] },
        { "one",                                  "a.pcap",                 ["a.pcap"] },
        { "several, with blanks around",          "  a.pcap  b/c.pcap ",    ["a.pcap", "b/c.pcap"] },
        { "a blank in quotes",                    "'my case/a.pcap' b",     ["my case/a.pcap", "b"] },
        { "the other quotes",                     "\"it's/a.pcap\"",        ["it's/a.pcap"] },
        { "quotes around a part",                 "/e/'my case'/a.pcap",    ["/e/my case/a.pcap"] },
        { "the home folder",                      "~ ~/a.pcap",             ["/home/u", "/home/u/a.pcap"] },
        { "the home folder of a quoted rest",     "~/'my case'",            ["/home/u/my case"] },
        { "a tilde in quotes is a name",          "'~/a'",                  ["~/a"] },
        { "a tilde is no home in a name",         "~a a~ ./~",              ["~a", "a~", "./~"] },
        { "a backslash is one",                   @"C:\e\a.pcap",           [@"C:\e\a.pcap"] },
        { "no character stands for others",       "*.pcap $HOME",           ["*.pcap", "$HOME"] },
        { "an empty path is one",                 "''",                     [""] },
    };

    [Theory, MemberData(nameof(Lines))]
    public void Reads_paths(string why, string text, string[] paths)
    {
        var words = PathList.Words(text, "/home/u");

        Assert.True(paths.SequenceEqual(words.Select(word => word.Path)), why);
        Assert.All(words, word => Assert.False(word.IsOpen));
    }

    [Fact]
    public void A_word_knows_its_place_and_whether_it_has_ended()
    {
        Assert.Equal([new PathWord(1, 1, "a", false), new PathWord(3, 5, "b c ", true)], PathList.Words(" a 'b c ", "/home/u"));
    }

    [Theory]
    [InlineData("a.pcap")]
    [InlineData("/my case/a.pcap")]
    [InlineData("it's")]
    [InlineData("a \"b\"")]
    public void What_is_quoted_reads_as_it_was(string path) => Assert.Equal(path, Assert.Single(PathList.Words(PathList.Quote(path)!, "/home/u")).Path);

    [Fact]
    public void Both_quotes_in_one_name_cannot_be_written() => Assert.Null(PathList.Quote("a'b\"c"));
}
