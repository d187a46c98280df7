using System.Diagnostics;
using PassiveDns.Analyzer.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests.Capture;

public class LiveTapTests
{
    private const long Second = 1_000_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() * Second;

    [Fact]
    public void Frames_come_as_they_passed_numbered_through()
    {
        var one = new ScriptedInterface();
        for (var i = 0; i < 5_000; i++) one.Pass(Now + i, Frame(i));
        using var tap = new LiveTap([one]);

        for (var i = 0; i < 5_000; i++)
        {
            Assert.True(tap.TryRead(Patience, out var frame));
            Assert.Equal((i + 1, Now + i, 65_535u), (frame.Number, frame.TimeNanoseconds, frame.SnapLength));
            Assert.Equal(Frame(i), frame.Octets);
        }

        Assert.False(tap.TryRead(TimeSpan.Zero, out _));
        Assert.Equal(new TapCounts("eth7", 5_000, 0, 0, 0), Assert.Single(tap.Counts));
    }

    [Fact]
    public void What_does_not_fit_into_the_memory_is_dropped_and_counted()
    {
        const int frames = 4_000, length = 1_000, chunks = 2;
        var one = new ScriptedInterface();
        for (var i = 0; i < frames; i++) one.Pass(Now + i, Frame(i, length));
        using var tap = new LiveTap([one], memory: chunks * FrameChunk.Length);
        Wait(() => one.Left == 0);
        tap.End();

        var kept = 0;
        var last = -1L;
        while (!tap.IsOver)
        {
            if (!tap.TryRead(Patience, out var frame)) continue;
            Assert.True(frame.TimeNanoseconds - Now > last, "in order");
            last = frame.TimeNanoseconds - Now;
            kept++;
        }

        var counts = Assert.Single(tap.Counts);
        Assert.InRange(kept, 1, chunks * FrameChunk.Length / length);
        Assert.Equal(frames, counts.Received);
        Assert.Equal(frames - kept, counts.OwnDrops);
    }

    [Fact]
    public void Memory_that_was_given_back_is_used_again()
    {
        var one = new ScriptedInterface();
        using var tap = new LiveTap([one], memory: 2 * FrameChunk.Length);
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 600; i++) one.Pass(Now + i, Frame(i, 1_000));
            for (var i = 0; i < 600; i++) Assert.True(tap.TryRead(Patience, out _));
        }

        Assert.Equal(0, Assert.Single(tap.Counts).OwnDrops);
    }

    [Fact]
    public void Frames_of_several_interfaces_come_in_the_order_of_their_times()
    {
        var (left, right) = (new ScriptedInterface("left"), new ScriptedInterface("right"));
        for (var i = 0; i < 3_000; i++) (i % 3 == 0 ? left : right).Pass(Now - Second + i, Frame(i));
        using var tap = new LiveTap([left, right]);

        for (var i = 0; i < 3_000; i++)
        {
            Assert.True(tap.TryRead(Patience, out var frame));
            Assert.Equal((Now - Second + i, i % 3 == 0 ? 0 : 1), (frame.TimeNanoseconds, tap.InterfaceNumber));
        }
    }

    /// <summary>A clock that was set back makes frames look as if others must come before them.</summary>
    [Fact]
    public void A_frame_from_the_future_waits_a_second_and_no_longer()
    {
        var (left, right) = (new ScriptedInterface("left"), new ScriptedInterface("right"));
        left.Pass(Now + (3_600 * Second), Frame(1));
        using var tap = new LiveTap([left, right]);

        Assert.True(tap.TryRead(Patience, out var frame));
        Assert.Equal(Now + (3_600 * Second), frame.TimeNanoseconds);
    }

    [Fact]
    public void At_the_end_what_the_system_holds_is_read_first()
    {
        var one = new ScriptedInterface();
        for (var i = 0; i < 1_000; i++) one.Pass(Now + i, Frame(i));
        using var tap = new LiveTap([one]);
        tap.End();

        var read = 0;
        while (!tap.IsOver)
        {
            if (tap.TryRead(Patience, out _)) read++;
        }

        Assert.Equal(1_000, read);
    }

    [Fact]
    public void An_interface_that_comes_back_is_read_on_and_both_are_said()
    {
        var one = new ScriptedInterface();
        one.Pass(Now, Frame(1));
        one.GoDown();
        one.Pass(Now + 1, Frame(2));
        using var tap = new LiveTap([one]);

        Assert.True(tap.TryRead(Patience, out _));
        Assert.True(tap.TryRead(Patience, out _));
        Assert.Equal(["eth7 is down; the tap waits for it to come back", "eth7 is up again"], tap.TakeNotices());
        Assert.Empty(tap.TakeNotices());
    }

    [Fact]
    public void A_fault_is_thrown_behind_the_frames_before_it()
    {
        var one = new ScriptedInterface();
        one.Pass(Now, Frame(1));
        one.Fail(new TapException("eth7 is burnt"));
        using var tap = new LiveTap([one]);

        Assert.True(tap.TryRead(Patience, out _));
        Wait(() => one.Left == 0);
        Assert.False(tap.IsOver);
        Assert.Equal("eth7 is burnt", Assert.Throws<TapException>(() => tap.TryRead(Patience, out _)).Message);
        Assert.True(tap.IsOver);
    }

    [Fact]
    public void Drops_of_kernel_and_interface_are_handed_on()
    {
        var one = new ScriptedInterface { KernelDrops = 5, InterfaceDrops = 7 };
        var tap = new LiveTap([one]);
        tap.Dispose();

        Assert.Equal(new TapCounts("eth7", 0, 5, 7, 0), Assert.Single(tap.Counts));
        Assert.Equal(12, tap.Counts[0].Drops);
        Assert.True(one.IsDisposed);
    }

    private static byte[] Frame(int number, int length = 60)
    {
        var frame = new byte[length - (number % 7)];
        BitConverter.TryWriteBytes(frame, number);
        return frame;
    }

    private static void Wait(Func<bool> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!condition() && patience.Elapsed < Patience) Thread.Sleep(1);
        Assert.True(condition());
    }
}
