using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>What a query asks of an RRset's key, whatever it goes by: that it is of an RRset or of a negative answer, its type, and that it lies in the bailiwick asked for.</summary>
internal sealed class KeyFilter
{
    private readonly IReadOnlySet<RRType>? _types;
    private readonly AnswerKinds _kinds;
    private readonly byte[] _apex = [];

    public KeyFilter(RRsetQuery query)
    {
        _types = query.Types;
        _kinds = query.Kinds;
        if (query.Bailiwick.IsEmpty) return;
        Span<byte> apex = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        _apex = apex[..RRsetKey.WriteSubtree(query.Bailiwick.Span, apex)].ToArray();
    }

    /// <summary>A key that is none passes: whoever reads its sightings is told of the damage.</summary>
    public bool Admits(ReadOnlySpan<byte> key)
    {
        if (_kinds == AnswerKinds.Both && _types is null && _apex.Length == 0) return true;
        var ownerLength = RRsetKey.OwnerLength(key);
        if (ownerLength == 0 || key.Length < ownerLength + RRsetKey.TypeAndBailiwickLength) return true;
        if (_kinds != AnswerKinds.Both && RRsetKeyParts.IsNegative(key, ownerLength) != (_kinds == AnswerKinds.Negative)) return false;
        if (_types is not null && !_types.Contains(RRsetKeyParts.Type(key, ownerLength))) return false;
        return key.StartsWith(_apex);
    }
}
