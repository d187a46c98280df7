using System.Numerics;
using System.Runtime.CompilerServices;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Domains;

/// <summary>What is counted of the queries for a domain: figures of which two sets make one. Their places stand in archives; see FORMAT.md section 3.7.</summary>
/// <remarks>Names are measured whole, in wire format: so their lengths mean the same however deep the domain lies that they are counted for.</remarks>
[InlineArray(Count)]
public struct DomainFigures
{
    /// <summary>Figures of a set.</summary>
    public const int Count = LargestResponseAt + 1;

    /// <summary>Classes that lengths fall into.</summary>
    public const int LengthClasses = 10;

    /// <summary>Figures that are counts, and stand before the others: none of them is above the first.</summary>
    internal const int Counters = NameOctetsAt;

    internal const int QueriesAt = 0;
    internal const int RespondedAt = 1; // and, behind it, by outcome
    internal const int FirstType = 5;
    internal const int FirstNameLength = FirstType + 16;
    internal const int FirstResponseLength = FirstNameLength + LengthClasses;
    internal const int NameOctetsAt = FirstResponseLength + LengthClasses;
    internal const int ShortestNameAt = NameOctetsAt + 1;
    internal const int LongestNameAt = NameOctetsAt + 2;
    internal const int ResponseOctetsAt = NameOctetsAt + 3;
    internal const int SmallestResponseAt = NameOctetsAt + 4;
    internal const int LargestResponseAt = NameOctetsAt + 5;

    private static readonly RRType[] TypeList =
    [
        RRType.A, RRType.AAAA, RRType.HTTPS, RRType.PTR, RRType.NS, RRType.MX, RRType.TXT, RRType.SOA, RRType.CNAME, RRType.SRV, RRType.DS,
        RRType.DNSKEY, RRType.SVCB, RRType.NULL, RRType.ANY,
    ];

    private static readonly int[] NameBounds = [8, 16, 24, 32, 48, 64, 96, 128, 192, 255];
    private static readonly int[] ResponseBounds = [.. Enumerable.Range(6, LengthClasses - 1).Select(power => 1 << power), ushort.MaxValue];
    private static readonly byte[] NameClasses = [.. Enumerable.Range(0, DomainName.MaxLength + 1).Select(length => (byte)Array.FindIndex(NameBounds, bound => length <= bound))];

    private long _first;

    /// <summary>Types that are counted one by one; all others are counted together.</summary>
    public static IReadOnlyList<RRType> Types => TypeList;

    /// <summary>Octets of the longest name of each class.</summary>
    public static IReadOnlyList<int> NameLengthBounds => NameBounds;

    /// <summary>Octets of the longest response of each class.</summary>
    public static IReadOnlyList<int> ResponseLengthBounds => ResponseBounds;

    /// <summary>Query messages, those sent again too; in what was unsolicited, responses.</summary>
    public readonly long Queries => this[QueriesAt];

    /// <summary>Of them, those that a response answered.</summary>
    public readonly long Responses => this[RespondedAt];

    public readonly long NoData => this[RespondedAt + 1];

    public readonly long NxDomain => this[RespondedAt + 2];

    /// <summary>With SERVFAIL, REFUSED or another response code than NOERROR and NXDOMAIN.</summary>
    public readonly long Failed => this[RespondedAt + 3];

    /// <summary>Of the names, once for each query, wire format.</summary>
    public readonly long NameOctets => this[NameOctetsAt];

    public readonly int ShortestName => (int)this[ShortestNameAt];

    public readonly int LongestName => (int)this[LongestNameAt];

    /// <summary>Of the responses that the capture has whole.</summary>
    public readonly long ResponseOctets => this[ResponseOctetsAt];

    /// <summary>0 where the capture has none whole.</summary>
    public readonly int SmallestResponse => (int)this[SmallestResponseAt];

    public readonly int LargestResponse => (int)this[LargestResponseAt];

    /// <summary>Responses that the capture has whole.</summary>
    public readonly long WholeResponses
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < LengthClasses; i++) sum += ResponseLengths(i);
            return sum;
        }
    }

    /// <summary>Queries of one of <see cref="Types"/>; those of all others for the number behind the last.</summary>
    public readonly long OfType(int place) => this[FirstType + place];

    /// <summary>Queries whose name's length is of a class.</summary>
    public readonly long NameLengths(int lengthClass) => this[FirstNameLength + lengthClass];

    /// <summary>Whole responses whose length is of a class.</summary>
    public readonly long ResponseLengths(int lengthClass) => this[FirstResponseLength + lengthClass];

    internal static int PlaceOf(RRType type)
    {
        var place = TypeList.AsSpan().IndexOf(type);
        return FirstType + (place >= 0 ? place : TypeList.Length);
    }

    internal static int PlaceOfName(int length) => FirstNameLength + NameClasses[length];

    /// <param name="length">1 to 65,535.</param>
    internal static int PlaceOfResponse(int length) => FirstResponseLength + Math.Clamp(BitOperations.Log2((uint)length - 1) - 5, 0, LengthClasses - 1);

    /// <summary>Adds what was counted elsewhere. A sum that no number holds stays at the highest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loop is hot from the first call on
    internal void Add(in DomainFigures other)
    {
        var (shortest, smallest) = (Least(this[ShortestNameAt], other[ShortestNameAt]), Least(this[SmallestResponseAt], other[SmallestResponseAt]));
        var (longest, largest) = (Math.Max(this[LongestNameAt], other[LongestNameAt]), Math.Max(this[LargestResponseAt], other[LargestResponseAt]));
        for (var i = 0; i < Count; i++) this[i] = this[i] <= long.MaxValue - other[i] ? this[i] + other[i] : long.MaxValue;
        (this[ShortestNameAt], this[LongestNameAt], this[SmallestResponseAt], this[LargestResponseAt]) = (shortest, longest, smallest, largest);
    }

    /// <summary>Of two lengths, where 0 is none.</summary>
    private static long Least(long a, long b) => a == 0 || b == 0 ? a + b : Math.Min(a, b);
}

/// <summary>Figures that are being counted: of queries so few that 16 bits hold each count, a quarter of what <see cref="DomainFigures"/> take.</summary>
internal struct DomainTally
{
    /// <summary>Most queries.</summary>
    public const int MaxQueries = ushort.MaxValue;

    private uint _nameOctets; // MaxQueries names, or responses, of the greatest length fit in
    private uint _responseOctets;
    private ushort _shortest;
    private ushort _longest;
    private ushort _smallest;
    private ushort _largest;
    private Counts _counts;

    /// <summary>Counts a query.</summary>
    /// <param name="times">As many of it as are to be counted now; <see cref="MaxQueries"/> at most.</param>
    /// <returns>False when they do not fit.</returns>
    public bool TryAdd(in QueryObservation query, int times)
    {
        if (_counts[DomainFigures.QueriesAt] + times > MaxQueries) return false;
        var length = (ushort)query.Name.Length;
        _counts[DomainFigures.QueriesAt] += (ushort)times;
        _counts[DomainFigures.PlaceOf(query.Type)] += (ushort)times;
        _counts[DomainFigures.PlaceOfName(length)] += (ushort)times;
        _nameOctets += (uint)(length * times);
        if (_shortest == 0 || length < _shortest) _shortest = length;
        if (length > _longest) _longest = length;
        if (query.Outcome != QueryOutcome.Unanswered) AddResponse(query.Outcome, (ushort)query.ResponseLength);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loop is hot from the first call on
    public readonly DomainFigures ToFigures()
    {
        var counted = default(DomainFigures);
        for (var i = 0; i < DomainFigures.Counters; i++) counted[i] = _counts[i];
        (counted[DomainFigures.NameOctetsAt], counted[DomainFigures.ResponseOctetsAt]) = (_nameOctets, _responseOctets);
        (counted[DomainFigures.ShortestNameAt], counted[DomainFigures.LongestNameAt]) = (_shortest, _longest);
        (counted[DomainFigures.SmallestResponseAt], counted[DomainFigures.LargestResponseAt]) = (_smallest, _largest);
        return counted;
    }

    private void AddResponse(QueryOutcome outcome, ushort length)
    {
        _counts[DomainFigures.RespondedAt]++;
        if (outcome != QueryOutcome.Answered) _counts[DomainFigures.RespondedAt + (outcome - QueryOutcome.Answered)]++;
        if (length == 0) return;
        _counts[DomainFigures.PlaceOfResponse(length)]++;
        _responseOctets += length;
        if (_smallest == 0 || length < _smallest) _smallest = length;
        if (length > _largest) _largest = length;
    }

    [InlineArray(DomainFigures.Counters)]
    private struct Counts
    {
        private ushort _first;
    }
}
