using System.Numerics;

namespace PassiveDns.Indexer.Runs;

/// <summary>Where the RRsets of a run stand in the run that it is merged into: for each ordinal the new one.</summary>
/// <remarks>
/// New ordinals do not descend, so they are kept as Elias and Fano did: the low bits as they are, the high ones as set bits among as many clear
/// ones as the high bits have grown. That is 2 bits an entry and the logarithm of how many times the new run is larger: 5 bits where eight runs of
/// one size become one.
/// </remarks>
internal sealed class OrdinalMap
{
    /// <summary>What an entry becomes that the new run lacks.</summary>
    public const long LeftOut = -1;

    private const int EntriesPerSample = 64;
    private const int WordBits = 64;

    private readonly long _entries;
    private readonly int _lowBits;
    private readonly ulong[] _low;
    private readonly ulong[] _high;
    private readonly long[] _samples; // the place in _high of each 64th entry
    private ulong[]? _leftOut; // a bit an entry; most merges leave nothing out
    private long _count;

    /// <param name="entries">How many ordinals the old run has.</param>
    /// <param name="limit">Above all new ordinals.</param>
    public OrdinalMap(long entries, long limit)
    {
        _entries = entries;
        _lowBits = BitOperations.Log2((ulong)Math.Max(1, limit / Math.Max(1, entries)));
        _low = new ulong[Words(entries * _lowBits)];
        _high = new ulong[Words(entries + (limit >> _lowBits) + 1)];
        _samples = new long[(entries + EntriesPerSample - 1) / EntriesPerSample];
    }

    /// <summary>Enters the next ordinal of the old run.</summary>
    /// <param name="ordinal">The new one, not below the one before it; of an entry that is left out, that of the next one that is not.</param>
    public void Add(long ordinal, bool isLeftOut)
    {
        var place = (ordinal >> _lowBits) + _count;
        Set(_high, place);
        if (_count % EntriesPerSample == 0) _samples[_count / EntriesPerSample] = place;
        WriteLow(_count * _lowBits, (ulong)ordinal & LowMask);
        if (isLeftOut) Set(_leftOut ??= new ulong[Words(_entries)], _count);
        _count++;
    }

    /// <summary>The new ordinal, or <see cref="LeftOut"/>.</summary>
    /// <param name="entry">The old one, below the number of those that were entered.</param>
    public long this[long entry]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(entry, _count);
            if (_leftOut is not null && (_leftOut[entry / WordBits] >> (int)(entry % WordBits) & 1) != 0) return LeftOut;
            return ((PlaceOf(entry) - entry) << _lowBits) | (long)ReadLow(entry * _lowBits);
        }
    }

    private ulong LowMask => (1UL << _lowBits) - 1;

    private static long Words(long bits) => (bits + WordBits - 1) / WordBits;

    private static void Set(ulong[] bits, long place) => bits[place / WordBits] |= 1UL << (int)(place % WordBits);

    /// <summary>The place of the entry's set bit: it is looked for from that of the sample before it.</summary>
    private long PlaceOf(long entry)
    {
        var sample = _samples[entry / EntriesPerSample];
        var toPass = (int)(entry % EntriesPerSample);
        var word = sample / WordBits;
        var bits = _high[word] & (ulong.MaxValue << (int)(sample % WordBits));
        for (int set; (set = BitOperations.PopCount(bits)) <= toPass; bits = _high[++word]) toPass -= set;
        for (; toPass > 0; toPass--) bits &= bits - 1;
        return (word * WordBits) + BitOperations.TrailingZeroCount(bits);
    }

    private void WriteLow(long place, ulong value)
    {
        if (_lowBits == 0) return;
        var (word, shift) = (place / WordBits, (int)(place % WordBits));
        _low[word] |= value << shift;
        if (shift + _lowBits > WordBits) _low[word + 1] |= value >> (WordBits - shift);
    }

    private ulong ReadLow(long place)
    {
        if (_lowBits == 0) return 0;
        var (word, shift) = (place / WordBits, (int)(place % WordBits));
        var value = _low[word] >> shift;
        if (shift + _lowBits > WordBits) value |= _low[word + 1] << (WordBits - shift);
        return value & LowMask;
    }
}
