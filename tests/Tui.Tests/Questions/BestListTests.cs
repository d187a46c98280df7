using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class BestListTests
{
    [Theory]
    [InlineData("those that rank highest", "a1 b5 c3 d4", "b d c")]
    [InlineData("of equal ones the first", "a1 b1 c1 d1", "a b c")]
    [InlineData("fewer than there is room for", "a1", "a")]
    [InlineData("in order already", "a9 b8 c7 d6", "a b c")]
    [InlineData("the other way round", "a6 b7 c8 d9", "d c b")]
    public void Keeps(string why, string entries, string best)
    {
        var list = new BestList<char>(3);
        foreach (var entry in entries.Split(' ')) list.Add(entry[1] - '0', entry[0]);

        Assert.True(best == string.Join(' ', list.ToList()), $"{why}: {string.Join(' ', list.ToList())}");
    }
}
