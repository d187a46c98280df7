using PassiveDns.Tui.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Screens;

public class TimelineWindowTests
{
    private const int Width = 10;

    /// <summary>Why; what is done, a letter each; what is shown and the cursor then. The whole is 0 to 80 s.</summary>
    public static TheoryData<string, string, string> Moves => new()
    {
        { "at first all of it", "", "0..80 at 0" },
        { "a cell is a tenth", ">>>", "0..80 at 24" },
        { "and back, as far as it goes", ">><<<<", "0..80 at 0" },
        { "to the end", ">>>>>>>>>>>>>>", "0..80 at 72" },
        { "zooming keeps the cursor in its place", ">>>>>i", "20..60 at 40" },
        { "twice", ">>>>>ii", "30..50 at 40" },
        { "in and out again", ">>>>>iioo", "0..80 at 40" },
        { "out is no more than the whole", "oo", "0..80 at 0" },
        { "at the edge it stays inside", "iio", "0..40 at 0" },
        { "panning takes the cursor with it", "i+", "20..60 at 20" },
        { "to the end and no further", "i++++", "40..80 at 40" },
        { "and back", "i++--", "0..40 at 0" },
        { "the cursor at the edge moves what is shown", ">>>>>i<<<<<<<", "12..52 at 12" },
        { "all of it again", ">>>>>iiw", "0..80 at 40" },
        { "no shorter than a second", "iiiiiiiiiiiiiiiiiiii", "0..1 at 0" },
    };

    [Theory, MemberData(nameof(Moves))]
    public void Moves_as_told(string why, string keys, string expected)
    {
        var window = new TimelineWindow(0, 80_000);
        foreach (var key in keys) Press(window, key);

        var shown = $"{window.First / 1_000}..{window.Last / 1_000} at {window.Cursor / 1_000}";
        Assert.True(expected == shown, $"{why}: {shown}");
    }

    /// <summary>Why; what is to be shown; what is shown, of 0 to 80 s.</summary>
    public static TheoryData<string, long, long, string> Parts => new()
    {
        { "a part", 20_000, 30_000, "20000..30000 at 20000" },
        { "a moment is a second", 20_000, 20_000, "20000..21000 at 20000" },
        { "also at the end", 80_000, 80_000, "79000..80000 at 79000" },
        { "no more than there is", -5, 90_000, "0..80000 at 0" },
        { "nothing of it there", 90_000, 99_000, "79000..80000 at 79000" },
    };

    [Theory, MemberData(nameof(Parts))]
    public void A_part_is_shown(string why, long first, long last, string expected)
    {
        var window = new TimelineWindow(0, 80_000);
        window.Show(first, last);

        var shown = $"{window.First}..{window.Last} at {window.Cursor}";
        Assert.True(expected == shown, $"{why}: {shown}");
    }

    [Fact]
    public void A_time_that_is_gone_to_is_shown()
    {
        var window = new TimelineWindow(0, 80_000);
        window.ZoomIn();
        window.MoveCursorTo(70_000);
        Assert.Equal((40_000, 80_000, 70_000), (window.First, window.Last, window.Cursor));
        window.MoveCursorTo(long.MaxValue);
        Assert.Equal(80_000, window.Cursor);
    }

    /// <summary>Whatever is done, of whatever span: what is shown is part of the whole, the cursor is in it and in its own cell.</summary>
    [Fact]
    public void All_stays_inside()
    {
        var random = new Random(3);
        foreach (var (first, last) in new[] { (0L, 0L), (5, 6), (0, 7), (-1_000, 1_500), (1_772_359_200_000, 1_792_359_200_000), (long.MinValue / 4, long.MaxValue / 4) })
        {
            var window = new TimelineWindow(first, last);
            for (var i = 0; i < 2_000; i++)
            {
                Press(window, "<>io+-w"[random.Next(7)]);
                Assert.True(first <= window.First && window.First <= window.Cursor && window.Cursor <= window.Last && window.Last <= last, $"{first} {last}");
                var (start, stop) = window.CursorSpan(Width);
                Assert.InRange(window.CursorCell(Width), 0, Width - 1);
                Assert.InRange(window.Cursor, start, stop);
            }
        }
    }

    private static void Press(TimelineWindow window, char key)
    {
        switch (key)
        {
            case '>': window.MoveCursor(1, Width); break;
            case '<': window.MoveCursor(-1, Width); break;
            case 'i': window.ZoomIn(); break;
            case 'o': window.ZoomOut(); break;
            case '+': window.Pan(isLater: true); break;
            case '-': window.Pan(isLater: false); break;
            default: window.ShowWhole(); break;
        }
    }
}
