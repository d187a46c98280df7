using PassiveDns.Formats.Records;
using PassiveDns.Tui.Lookup;
using Xunit;

namespace PassiveDns.Tui.Tests.Lookup;

public class BatchReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly LookupScope CommandLine = new() { Limit = 7, Fence = new TimeFence(1_000, null, false) };

    public static TheoryData<string, string, LookupSide> Questions => new()
    {
        { "a name",              "rrset/name/www.example.com",                 LookupSide.Owner },
        { "with types and zone", "rrset/name/www.example.com/A,AAAA/example",  LookupSide.Owner },
        { "below a name",        "rrset/name/*.example.com",                   LookupSide.OwnerBelow },
        { "raw",                 "rrset/raw/0366736902696f00/A",               LookupSide.Owner },
        { "the right-hand side", "rdata/name/pbs.org/NS",                      LookupSide.RDataName },
        { "an address",          "rdata/ip/198.35.26.96",                      LookupSide.Address },
        { "a network",           "rdata/ip/23.21.237.0,24",                    LookupSide.Address },
        { "raw rdata",           "rdata/raw/0b763d73706631202d616c6c",         LookupSide.RDataOctets },
        { "blanks round it",     "  rrset/name/a  ",                           LookupSide.Owner },
    };

    [Theory, MemberData(nameof(Questions))]
    public void Reads_questions(string why, string line, LookupSide side)
    {
        var step = new BatchReader(CommandLine, Now).Read(line)!;

        Assert.True(step.Question?.Parts[0].Query.Side == side, $"{why}: {step.Fault}");
        Assert.Equal((line.Trim(), CommandLine), (step.Text, step.Scope));
    }

    [Theory, InlineData(""), InlineData("   "), InlineData("# rrset/name/a"), InlineData("$OPTIONS"), InlineData("$OPTIONS -l 3")]
    public void Asks_nothing(string line) => Assert.Null(new BatchReader(CommandLine, Now).Read(line));

    public static TheoryData<string, string> Wrong => new()
    {
        { "no form",             "www.example.com" },
        { "a form that is none", "rrset/names/a" },
        { "no name",             "rrset/name/a..b" },
        { "no address",          "rdata/ip/a" },
        { "no option",           "$OPTIONS -x" },
        { "an option alone",     "$OPTIONS -l" },
        { "no number",           "$OPTIONS -l -3" },
        { "no time",             "$OPTIONS -A yesterday" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Says_what_is_no_question(string why, string line)
    {
        var step = new BatchReader(CommandLine, Now).Read(line);

        Assert.True(step is { Question: null, Fault.Length: > 0 }, why);
    }

    [Fact]
    public void Options_hold_until_the_next_and_alone_they_go_back_to_the_command_line()
    {
        var reader = new BatchReader(CommandLine, Now);
        LookupScope ScopeBehind(string options)
        {
            Assert.Null(reader.Read(options));
            return reader.Read("rrset/name/a")!.Scope;
        }

        Assert.Equal(
            new LookupScope { Limit = 2, Offset = 5, IsBySource = true, Fence = new TimeFence(Ms(2015, 8, 22, 14, 36, 10), Ms(2026, 11, 26, 11, 0, 0) + 999, true) },
            ScopeBehind("$OPTIONS -A \"2015-08-22 14:36:10\" -B -3600 -c -g -L 2 -O 5"));
        Assert.Equal(CommandLine with { Fence = CommandLine.Fence with { AfterMilliseconds = Ms(2015, 8, 22, 0, 0, 0) } }, ScopeBehind("$OPTIONS -A 2015-08-22 -g -G"));
        Assert.Equal(CommandLine, ScopeBehind("$OPTIONS"));
    }

    private static long Ms(int year, int month, int day, int hour, int minute, int second) =>
        new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
