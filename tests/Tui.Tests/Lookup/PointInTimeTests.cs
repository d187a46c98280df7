using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Lookup;
using Xunit;

namespace PassiveDns.Tui.Tests.Lookup;

public class PointInTimeTests
{
    /// <summary>An address from 10 to 20 s, another from 30 to 40, both of one name; name servers from 5 to 50; a second name at 60.</summary>
    private static readonly RRset[] History =
    [
        TestRRset.Of("a.example", RRType.A, "c0000201", 10, 20, 2),
        TestRRset.Of("a.example", RRType.A, "c0000202", 30, 40, 2),
        TestRRset.Of("a.example", RRType.NS, "00", 5, 50, 2),
        TestRRset.Of("b.example", RRType.A, "c0000203", 60, 60, 1),
    ];

    public static TheoryData<string, long, string[]> Times => new()
    {
        { "before all",                        1,  [] },
        { "one type only",                     7,  ["a.example. NS"] },
        { "in the first window",               15, ["a.example. A c0000201", "a.example. NS"] },
        { "between: the last one seen before", 25, ["a.example. A c0000201", "a.example. NS"] },
        { "at the start of a window",          30, ["a.example. A c0000202", "a.example. NS"] },
        { "long after",                        99, ["a.example. A c0000202", "a.example. NS", "b.example. A c0000203"] },
    };

    [Theory, MemberData(nameof(Times))]
    public void Shows_what_was_there(string why, long second, string[] expected)
    {
        var there = PointInTime.Of(History, second * 1_000)
            .Select(rrset => TestRRset.Name(rrset) + (rrset.Type == RRType.A ? $" {Convert.ToHexStringLower(rrset.RDataSet[1..])}" : ""));

        Assert.True(expected.SequenceEqual(there), why);
    }

    [Fact]
    public void Two_at_once_are_both_there() => Assert.Equal(2, PointInTime.Of(
        [TestRRset.Of("a", RRType.A, "c0000201", 10, 20, 2), TestRRset.Of("a", RRType.A, "c0000202", 12, 40, 2)], 15_000).Count());
}
