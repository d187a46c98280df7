using PassiveDns.Formats.State;

namespace PassiveDns.Formats.Capture;

/// <summary>Turns the time stamps of one pcapng interface into nanoseconds since 1970.</summary>
/// <remarks>Source: if_tsresol and if_tsoffset, draft-ietf-opsawg-pcapng section 4.2. Values beyond what a long holds (years 1677 to 2262) become its limits.</remarks>
internal readonly struct PcapngClock
{
    private const int NanosecondDigits = 9;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private readonly ulong _factor; // nanoseconds in a unit, or 0 when a unit is shorter
    private readonly ulong _divisor; // units in a nanosecond, or 0 when a unit is a power of two
    private readonly int _shift; // units in a second are 2 to this power
    private readonly long _offsetNanoseconds;

    /// <param name="resolution">if_tsresol: units in a second, 10 to this power or, with the top bit set, 2 to the power of the other bits.</param>
    /// <param name="offsetSeconds">if_tsoffset: added to every time stamp.</param>
    public PcapngClock(byte resolution, long offsetSeconds)
    {
        _offsetNanoseconds = Saturate((Int128)offsetSeconds * NanosecondsPerSecond);
        var power = resolution & 0x7F;
        if ((resolution & 0x80) != 0) _shift = power;
        else if (power <= NanosecondDigits) _factor = PowerOfTen(NanosecondDigits - power);
        else _divisor = PowerOfTen(Math.Min(power - NanosecondDigits, 19)); // at 10^-28 s and below, 2^64 units are less than 2 ns
    }

    private PcapngClock(ulong factor, ulong divisor, int shift, long offsetNanoseconds) =>
        (_factor, _divisor, _shift, _offsetNanoseconds) = (factor, divisor, shift, offsetNanoseconds);

    /// <summary>Microseconds, no offset: what an interface has that does not say.</summary>
    public static PcapngClock Default { get; } = new(6, 0);

    public static PcapngClock Load(StateReader state) =>
        new(state.ReadWord(), state.ReadWord(), state.ReadInt32(0, 0x7F), state.ReadNumber(long.MinValue, long.MaxValue));

    public void Save(StateWriter state)
    {
        state.WriteWord(_factor);
        state.WriteWord(_divisor);
        state.WriteNumber(_shift);
        state.WriteNumber(_offsetNanoseconds);
    }

    public long ToNanoseconds(ulong units)
    {
        var sinceOffset = _factor != 0 ? units * (UInt128)_factor
            : _divisor != 0 ? units / _divisor
            : (units * (UInt128)NanosecondsPerSecond) >> _shift;
        return Saturate((Int128)sinceOffset + _offsetNanoseconds);
    }

    private static long Saturate(Int128 nanoseconds) => (long)Int128.Clamp(nanoseconds, long.MinValue, long.MaxValue);

    private static ulong PowerOfTen(int power)
    {
        var result = 1UL;
        while (power-- > 0) result *= 10;
        return result;
    }
}
