using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Keys of the inverse: a tag, then address octets or an owner-key. See FORMAT.md section 3.6.</summary>
internal static class TargetKey
{
    public const byte Address4Tag = (byte)'4';
    public const byte Address6Tag = (byte)'6';
    public const byte NameTag = (byte)'n';

    /// <summary>Octets of the longest key.</summary>
    public const int MaxLength = 1 + RRsetKey.MaxOwnerKeyLength;

    /// <param name="octets">4 or 16.</param>
    /// <param name="key">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int WriteAddress(ReadOnlySpan<byte> octets, Span<byte> key)
    {
        key[0] = octets.Length == 4 ? Address4Tag : Address6Tag;
        octets.CopyTo(key[1..]);
        return 1 + octets.Length;
    }

    /// <param name="name">Wire format, lower case.</param>
    /// <param name="key">Room for <see cref="MaxLength"/> octets.</param>
    public static int WriteName(ReadOnlySpan<byte> name, Span<byte> key)
    {
        key[0] = NameTag;
        return 1 + RRsetKey.WriteOwner(name, key[1..]);
    }

    /// <summary>What the keys of all names at and below a name begin with.</summary>
    public static int WriteSubtree(ReadOnlySpan<byte> name, Span<byte> key)
    {
        key[0] = NameTag;
        return 1 + RRsetKey.WriteSubtree(name, key[1..]);
    }

    public static int Write(RDataTargetKind kind, ReadOnlySpan<byte> octets, Span<byte> key) =>
        kind == RDataTargetKind.Name ? WriteName(octets, key) : WriteAddress(octets, key);
}

/// <summary>Gives the inverse's keys of one RRset, in the order of its records; a key may come twice. A negative answer has none.</summary>
internal ref struct TargetKeyReader
{
    private readonly RRType _type;
    private readonly Span<byte> _buffer;
    private ReadOnlySpan<byte> _rdataSet;
    private RDataTargetReader _targets;

    /// <param name="key">The RRset's.</param>
    /// <param name="buffer">Room for <see cref="TargetKey.MaxLength"/> octets.</param>
    public TargetKeyReader(ReadOnlySpan<byte> key, Span<byte> buffer)
    {
        var ownerLength = RRsetKey.OwnerLength(key);
        _type = RRsetKeyParts.Type(key, ownerLength);
        _rdataSet = RRsetKeyParts.IsNegative(key, ownerLength) ? [] : key[(ownerLength + RRsetKey.TypeAndBailiwickLength)..];
        _buffer = buffer;
    }

    /// <param name="target">Valid until the next call.</param>
    public bool TryRead(out ReadOnlySpan<byte> target)
    {
        while (true)
        {
            if (_targets.TryRead(out var kind, out var octets))
            {
                target = _buffer[..TargetKey.Write(kind, octets, _buffer)];
                return true;
            }

            if (!RRsetKey.TryReadRData(ref _rdataSet, out var rdata))
            {
                target = default;
                return false;
            }

            _targets = new RDataTargetReader(_type, rdata);
        }
    }
}
