using System.Buffers.Binary;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Keys of a zone table: a tag, then the owner-key of a zone, or the sixteen octets of a server's address. See FORMAT.md section 5.</summary>
internal static class ZoneKey
{
    public const byte ServerTag = (byte)'s';
    public const byte ZoneTag = (byte)'z';

    public const int MaxLength = 1 + RRsetKey.MaxOwnerKeyLength;

    /// <param name="key">Room for <see cref="MaxLength"/> octets.</param>
    public static ReadOnlySpan<byte> OfServer(IpAddress server, Span<byte> key)
    {
        key[0] = ServerTag;
        BinaryPrimitives.WriteUInt64BigEndian(key[1..], server.High);
        BinaryPrimitives.WriteUInt64BigEndian(key[9..], server.Low);
        return key[..17];
    }

    /// <param name="ownerKey">See <see cref="RRsetKey"/>.</param>
    /// <param name="key">Room for <see cref="MaxLength"/> octets.</param>
    public static ReadOnlySpan<byte> OfZone(ReadOnlySpan<byte> ownerKey, Span<byte> key)
    {
        key[0] = ZoneTag;
        ownerKey.CopyTo(key[1..]);
        return key[..(1 + ownerKey.Length)];
    }

    /// <summary>It is one of the two kinds, and whole.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> key) => key.Length > 1 && key[0] switch
    {
        ServerTag => key.Length == 17,
        ZoneTag => RRsetKey.OwnerLength(key[1..]) == key.Length - 1,
        _ => false,
    };

    /// <summary>Length of the next label of an owner-key with the 00 behind it; 0 at its end.</summary>
    public static int LabelLength(ReadOnlySpan<byte> ownerKey) => ownerKey[0] == 0 ? 0 : ownerKey.IndexOf((byte)0) + 1;
}
