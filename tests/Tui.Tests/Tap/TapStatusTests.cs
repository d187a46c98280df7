using PassiveDns.Tui.Tap;
using Xunit;

namespace PassiveDns.Tui.Tests.Tap;

public class TapStatusTests
{
    private static readonly TapStatus Busy = new(12_345.6, 1_000_000, 34_567, new TapDrops(1_200, 3, 45), new DateTimeOffset(2026, 11, 26, 9, 14, 5, TimeSpan.Zero));

    [Fact]
    public void The_line_has_rate_rrsets_drops_and_the_last_commit() => Assert.Equal(
        "12,346 packets/s  34,567 RRsets new  drops 1,200 kernel 3 interface 45 pdns  committed 09:14:05Z", Busy.Line(120));

    [Fact]
    public void A_narrow_terminal_cuts_it() => Assert.Equal("12,346 packets/s", Busy.Line(16));

    [Fact]
    public void Before_the_first_commit_it_says_so() => Assert.EndsWith("committed not yet", (Busy with { LastCommit = null }).Line(120), StringComparison.Ordinal);

    [Fact]
    public void A_log_has_a_line_for_each_commit() => Assert.Equal(
        "commits 34,567 RRsets; 1,000,000 packets so far, 1,248 frames dropped (1,200 by the kernel, 3 by the interface, 45 by pdns)", Busy.Commit());
}
