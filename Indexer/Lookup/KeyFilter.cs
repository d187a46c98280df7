using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>What a query asks of an RRset's key beside what its side finds: kind, type, bailiwick, how deep the owner lies, the octets of a record.</summary>
internal sealed class KeyFilter
{
    private readonly IReadOnlySet<RRType>? _types;
    private readonly AnswerKinds _kinds;
    private readonly byte[] _apex = [];
    private readonly int? _labels; // of the owner
    private readonly ReadOnlyMemory<byte>? _rdata;
    private readonly bool _admitsAll;

    public KeyFilter(RRsetQuery query)
    {
        _types = query.Types;
        _kinds = query.Kinds;
        if (query is { Side: LookupSide.OwnerBelow, OneLabel: true }) _labels = DomainName.LabelCount(query.Name.Span) + 1;
        if (query.Side == LookupSide.RDataOctets) _rdata = query.RData;
        _admitsAll = _kinds == AnswerKinds.Both && _types is null && query.Bailiwick.IsEmpty && _labels is null && _rdata is null;
        if (query.Bailiwick.IsEmpty) return;
        Span<byte> apex = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        _apex = apex[..RRsetKey.WriteSubtree(query.Bailiwick.Span, apex)].ToArray();
    }

    /// <summary>A key that is none passes: whoever reads its sightings is told of the damage.</summary>
    public bool Admits(ReadOnlySpan<byte> key)
    {
        if (_admitsAll) return true;
        var ownerLength = RRsetKey.OwnerLength(key);
        if (ownerLength == 0 || key.Length < ownerLength + RRsetKey.TypeAndBailiwickLength) return true;
        if (_kinds != AnswerKinds.Both && RRsetKeyParts.IsNegative(key, ownerLength) != (_kinds == AnswerKinds.Negative)) return false;
        if (_types is not null && !_types.Contains(RRsetKeyParts.Type(key, ownerLength))) return false;
        if (_labels is { } labels && RRsetKeyParts.Labels(key[..ownerLength]) != labels) return false;
        return key.StartsWith(_apex) && (_rdata is not { } rdata || HoldsRecord(key, ownerLength, rdata.Span));
    }

    private static bool HoldsRecord(ReadOnlySpan<byte> key, int ownerLength, ReadOnlySpan<byte> wanted)
    {
        if (RRsetKeyParts.IsNegative(key, ownerLength)) return false;
        var set = key[(ownerLength + RRsetKey.TypeAndBailiwickLength)..];
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            if (rdata.SequenceEqual(wanted)) return true;
        }

        return false;
    }
}
