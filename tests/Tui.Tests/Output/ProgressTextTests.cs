using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class ProgressTextTests
{
    private static readonly Progress Halfway = new(176_000_000, 352_000_000, 1_000_000, TimeSpan.FromSeconds(4), "evidence/day1.pcap");

    public static TheoryData<string, Progress, int, string> Lines => new()
    {
        { "time left by octets", Halfway, 80, " 50 % of 352.0 MB  250,000 packets/s  44.0 MB/s  4.0 s left  evidence/day1.pcap" },
        { "no time left while rates settle", Halfway with { Elapsed = TimeSpan.FromSeconds(2) }, 80, " 50 % of 352.0 MB  500,000 packets/s  88.0 MB/s  evidence/day1.pcap" },
        { "no total, no time left", Halfway with { OctetsTotal = null, Source = "-" }, 80, "176.0 MB  250,000 packets/s  44.0 MB/s  -" },
        { "nothing yet", new Progress(0, 352_000_000, 0, TimeSpan.Zero, "a.pcap"), 80, "  0 % of 352.0 MB  0 packets/s  0.0 MB/s  a.pcap" },
        { "a file that grows while it is read", Halfway with { OctetsDone = 400_000_000 }, 60, "100 % of 352.0 MB  250,000 packets/s  100.0 MB/s  0.0 s left" },
        { "a long name keeps its end", Halfway with { Source = new string('x', 60) + "/day1.pcap" }, 80, " 50 % of 352.0 MB  250,000 packets/s  44.0 MB/s  4.0 s left  …xxxxxxxx/day1.pcap" },
        { "minutes", Halfway with { OctetsDone = 1_000_000 }, 80, "  0 % of 352.0 MB  250,000 packets/s  0.3 MB/s  23:24 left  evidence/day1.pcap" },
        { "a hostile name", Halfway with { OctetsTotal = null, Source = "a\e[2J" }, 80, @"176.0 MB  250,000 packets/s  44.0 MB/s  a\u{1b}[2J" },
        { "in less room no packets", Halfway, 44, " 50 % of 352.0 MB  44.0 MB/s  4.0 s left" },
        { "in little room what is asked first", Halfway, 30, " 50 %  44.0 MB/s  4.0 s left" },
        { "from a pipe no packets either", Halfway with { OctetsTotal = null }, 30, "176.0 MB  44.0 MB/s  …ay1.pcap" },
        { "a narrow terminal", Halfway, 20, " 50 %  44.0 MB/s  4." },
    };

    [Theory, MemberData(nameof(Lines))]
    public void Says_how_far_the_work_has_come(string why, Progress progress, int columns, string expected)
    {
        var line = ProgressText.Line(progress, columns);

        Assert.True(expected == line, $"{why}: {line}");
        Assert.True(TerminalText.Columns(line) <= columns, why);
    }
}
