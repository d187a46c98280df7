using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Tap;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class FollowTextTests
{
    private static readonly SourceRecord Part = TestSource.Of("tap of eth0, 2026-03-01T10:00:00Z (part 2, not closed)") with
    {
        Accounting = new Accounting { FramesRead = 36_000 },
        FirstPacketMilliseconds = 1_772_359_200_000,
        LastPacketMilliseconds = 1_772_359_230_000,
        FinishedMilliseconds = 1_772_359_231_000,
    };

    private static FileDamage Dropped => new(0, new TapDrops(12, 0, 3).Text);

    public static TheoryData<string, SourceRecord[], string> Sources => new()
    {
        { "nothing yet", [], "following" },
        { "a part of a tap", [Part], "following; 1,200 packets/s, last commit 10:00:31Z" },
        {
            "what was lost comes before what can be cut", [Part with { Damage = [Dropped] }],
            "following; 1,200 packets/s, 15 frames dropped (12 by the kernel, 0 by the interface, 3 by pdns), last commit 10:00:31Z"
        },
        { "the last that was committed, wherever it stands", [Part, Part with { FinishedMilliseconds = 1_772_359_200_500, Damage = [Dropped] }], "following; 1,200 packets/s, last commit 10:00:31Z" },
        { "a burst has no rate", [Part with { LastPacketMilliseconds = Part.FirstPacketMilliseconds + 10 }], "following; 36,000 packets/s, last commit 10:00:31Z" },
        { "no packets", [Part with { FirstPacketMilliseconds = null, LastPacketMilliseconds = null }], "following; last commit 10:00:31Z" },
        { "hostile words", [Part with { Damage = [new FileDamage(0, "\u001b[2J")] }], @"following; 1,200 packets/s, \u{1b}[2J, last commit 10:00:31Z" },
    };

    [Theory, MemberData(nameof(Sources))]
    public void Says_how_the_writer_gets_on(string why, SourceRecord[] sources, string expected)
    {
        var text = FollowText.Of(sources);

        Assert.True(expected == text, $"{why}: {text}");
    }
}
