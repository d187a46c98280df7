using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>NS RRsets, or address RRsets of name servers, in key order, with who said them: what each round of a verification goes through.</summary>
/// <remarks>
/// A fact is an owner-key, its targets (owner-keys, or addresses) and its sayings, each behind its length, and a 0 behind each of the two lists. Sayings stand in
/// pieces of many, which can be passed over.
/// </remarks>
internal sealed class RRsetFacts(PartFolder parts, int memory) : IDisposable
{
    /// <summary>Servers or addresses of an RRset that are looked at.</summary>
    public const int MaxTargets = 64;

    private const int PieceLength = 1 << 14;
    private const long Day = 86_400_000;

    private readonly SpillFile _facts = new(parts, memory);
    private readonly OctetBuffer _piece = new(); // of sayings
    private readonly OctetBuffer _number = new();
    private readonly OctetBuffer _target = new();
    private SpillFile? _inForce; // since the last round, for each fact
    private bool _hasSaying;
    private int _targets;

    /// <summary>Begins the next fact; its targets follow, and then its sayings, at least one.</summary>
    /// <param name="owner">Owner-key; not below the one before.</param>
    public void Begin(ReadOnlySpan<byte> owner)
    {
        End();
        WriteOctets(owner);
        _targets = 0;
    }

    /// <summary>Adds a target, unless there are too many.</summary>
    /// <param name="target">Owner-key, or the sixteen octets of an address.</param>
    /// <returns>It was added.</returns>
    public bool TryAddTarget(ReadOnlySpan<byte> target)
    {
        if (_targets == MaxTargets) return false;
        WriteOctets(target);
        _targets++;
        return true;
    }

    /// <summary>Somebody said it.</summary>
    public void AddSaying(in Sighting sighting)
    {
        if (!_hasSaying) WriteNumber(0);
        _hasSaying = true;
        PeriodKey.WriteAddress(sighting.Server, _piece.Take(PeriodKey.AddressLength));
        _piece.WriteNumber(Leb128.ZigZag(sighting.Window.FirstMilliseconds));
        _piece.WriteNumber((ulong)(sighting.Window.LastMilliseconds - sighting.Window.FirstMilliseconds));
        _piece.WriteNumber(sighting.TtlMax);
        if (_piece.Length >= PieceLength) WritePiece();
    }

    /// <summary>Nothing more will be added.</summary>
    public void Finish()
    {
        End();
        _facts.Finish();
    }

    /// <summary>Goes through all facts, and gives each target of those that are verified for longer than a round ago.</summary>
    /// <param name="zones">As the last round left them.</param>
    public void Walk(ZoneWalk zones, VerifiedTarget found, CancellationToken interruption)
    {
        using var facts = new SpillReader(_facts);
        using var before = _inForce is null ? null : new SpillReader(_inForce);
        using var last = _inForce;
        _inForce = new SpillFile(parts, memory);
        for (var count = 0; !facts.IsAtEnd; count++)
        {
            if ((count & 0xFFF) == 0) interruption.ThrowIfCancellationRequested();
            Walk(facts, count, zones, before is null ? null : ReadInForce(before), found);
        }

        _inForce.Finish();
    }

    public void Dispose()
    {
        _facts.Dispose();
        _inForce?.Dispose();
    }

    private void Walk(SpillReader facts, int number, ZoneWalk zones, Period? before, VerifiedTarget found)
    {
        Span<byte> owner = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        owner = owner[..ReadOctets(facts, owner)];
        zones.MoveTo(owner);
        _target.Clear();
        Span<int> ends = stackalloc int[MaxTargets];
        var targets = 0;
        while (facts.ReadNumber() is > 0 and var length)
        {
            _target.Write(facts.Read((int)length));
            ends[targets++] = _target.Length;
        }

        var now = before;
        while (facts.ReadNumber() is > 0 and var length)
        {
            var piece = facts.Read((int)length);
            if (zones.HasNews) now = Widen(now, piece, zones);
        }

        WriteInForce(now);
        if (now == before || now is not { } period) return;
        for (int i = 0, start = 0; i < targets; start = ends[i++]) found(number, owner, _target.Span[start..ends[i]], period);
    }

    /// <summary>An RRset is in force from its TTL before it was first seen until its TTL after it was last seen, but for a day at least and a week at most.</summary>
    private static Period? Widen(Period? period, ReadOnlySpan<byte> sayings, ZoneWalk zones)
    {
        for (var at = 0; at < sayings.Length;)
        {
            var server = PeriodKey.ReadAddress(sayings[at..]);
            at += PeriodKey.AddressLength;
            _ = Leb128.TryRead(sayings, ref at, out var first) & Leb128.TryRead(sayings, ref at, out var duration) & Leb128.TryRead(sayings, ref at, out var ttl);
            var window = new TimeWindow(Leb128.UnZigZag(first), Leb128.UnZigZag(first) + (long)duration, 1);
            if (!zones.IsServedBy(server, window)) continue;
            var slack = Math.Clamp((long)ttl * 1_000, Day, 7 * Day);
            var here = new Period(window.FirstMilliseconds - slack, window.LastMilliseconds + slack);
            period = period is { } known ? Period.Union(known, here) : here;
        }

        return period;
    }

    private void End()
    {
        if (!_hasSaying) return;
        if (_piece.Length > 0) WritePiece();
        WriteNumber(0);
        _hasSaying = false;
    }

    private void WritePiece()
    {
        WriteOctets(_piece.Span);
        _piece.Clear();
    }

    private void WriteOctets(ReadOnlySpan<byte> octets)
    {
        WriteNumber((ulong)octets.Length);
        _facts.Write(octets);
    }

    private void WriteNumber(ulong number)
    {
        _number.Clear();
        _number.WriteNumber(number);
        _facts.Write(_number.Span);
    }

    private static int ReadOctets(SpillReader facts, Span<byte> octets)
    {
        var read = facts.Read((int)facts.ReadNumber());
        read.CopyTo(octets);
        return read.Length;
    }

    private static Period? ReadInForce(SpillReader file)
    {
        if (file.ReadNumber() is 0) return null;
        var first = Leb128.UnZigZag(file.ReadNumber());
        return new Period(first, first + (long)file.ReadNumber());
    }

    private void WriteInForce(Period? inForce)
    {
        _number.Clear();
        _number.WriteNumber(inForce is null ? 0u : 1u);
        if (inForce is { } period)
        {
            _number.WriteNumber(Leb128.ZigZag(period.FirstMilliseconds));
            _number.WriteNumber((ulong)(period.LastMilliseconds - period.FirstMilliseconds));
        }

        _inForce!.Write(_number.Span);
    }
}

/// <summary>Takes a target of a fact that is verified for a time.</summary>
/// <param name="fact">Its number.</param>
internal delegate void VerifiedTarget(int fact, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> target, Period period);
