using PassiveDns.Formats.State;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.State;

public class StateTests
{
    public static TheoryData<long> Numbers => [0, 1, -1, 63, 64, -64, -65, 127, 128, 1L << 32, 1L << 62, long.MaxValue, long.MinValue];

    [Theory, MemberData(nameof(Numbers))]
    public void Numbers_come_back(long number) =>
        Assert.Equal(number, SavedState.Load(SavedState.Of(state => state.WriteNumber(number)), state => state.ReadNumber(long.MinValue, long.MaxValue)));

    [Fact]
    public void Fields_of_all_kinds_come_back_in_their_order()
    {
        byte[][] strings = [[], [7], new byte[1_000], new byte[65_535], new byte[131_072]];
        var octets = SavedState.Of(state =>
        {
            foreach (var octets in strings)
            {
                state.WriteOctets(octets);
                state.WriteBoolean(true);
                state.WriteWord(ulong.MaxValue - 1);
                state.WriteText("Grüße");
                state.WriteNumber(-3);
                state.WriteBoolean(false);
            }
        });

        SavedState.Load(octets, state =>
        {
            foreach (var octets in strings)
            {
                Assert.True(state.ReadOctets(131_072).SequenceEqual(octets));
                Assert.True(state.ReadBoolean());
                Assert.Equal(ulong.MaxValue - 1, state.ReadWord());
                Assert.Equal("Grüße", state.ReadText());
                Assert.Equal(-3, state.ReadNumber(-3, -3));
                Assert.False(state.ReadBoolean());
            }

            return 0;
        });
    }

    public static TheoryData<string, Action<StateReader>> Refused => new()
    {
        { "below the range", state => state.ReadNumber(6, 10) },
        { "above the range", state => state.ReadNumber(0, 4) },
        { "no truth value", state => state.ReadBoolean() },
        { "more octets than wanted", state => state.ReadOctets(4) },
        { "fewer octets than claimed", state => state.ReadOctets(5) },
        { "too short for a word", state => { state.ReadNumber(5, 5); for (var i = 0; i < 10; i++) state.ReadWord(); } },
        { "not all was read", state => state.Finish() },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_not_there_is_not_read(string why, Action<StateReader> read)
    {
        var octets = SavedState.Of(state => state.WriteNumber(5));

        Assert.Throws<UnusableStateException>(() => SavedState.Load(octets[..^30], state =>
        {
            read(state);
            return why;
        }));
    }

    [Fact]
    public void Any_change_in_length_or_octets_is_seen()
    {
        var octets = SavedState.Of(state => state.WriteOctets(new byte[300]));
        for (var length = 0; length < octets.Length; length++) AssertUnusable(octets[..length]);
        AssertUnusable([.. octets, 0]);
        for (var at = 0; at < octets.Length; at++)
        {
            var changed = (byte[])octets.Clone();
            changed[at] ^= 0x10;
            AssertUnusable(changed);
        }

        Assert.Equal(300, SavedState.Load(octets, state => state.ReadOctets(300).Length));

        static void AssertUnusable(byte[] octets) =>
            Assert.StartsWith(
                "the saved state cannot be used: ",
                Assert.Throws<UnusableStateException>(() => SavedState.Load(octets, state => state.ReadOctets(300).Length)).Message,
                StringComparison.Ordinal);
    }
}
