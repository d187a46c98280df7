using System.Buffers.Binary;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Domains;

/// <summary>The key of a domain-day: the domain's owner-key, and the day. See FORMAT.md section 3.7.</summary>
internal static class DomainKey
{
    public const int DayLength = sizeof(uint);

    public const int MaxLength = RRsetKey.MaxOwnerKeyLength + DayLength;

    private const long NanosecondsPerDay = 86_400_000_000_000;
    private const uint Epoch = 1U << 31; // days before 1970 come first

    /// <summary>The UTC day that a time lies in, from 1970-01-01.</summary>
    public static int DayOf(long nanoseconds) => (int)FloorDivision.Quotient(nanoseconds, NanosecondsPerDay);

    /// <param name="key">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int Write(ReadOnlySpan<byte> domain, int day, Span<byte> key)
    {
        var length = RRsetKey.WriteOwner(domain, key);
        BinaryPrimitives.WriteUInt32BigEndian(key[length..], unchecked((uint)day + Epoch));
        return length + DayLength;
    }

    public static int Day(ReadOnlySpan<byte> key) => unchecked((int)(BinaryPrimitives.ReadUInt32BigEndian(key[^DayLength..]) - Epoch));

    /// <summary>Reads the domain.</summary>
    /// <param name="domain">Room for <see cref="DomainName.MaxLength"/> octets.</param>
    /// <returns>Octets written; 0 for a key that is none.</returns>
    public static int ReadDomain(ReadOnlySpan<byte> key, Span<byte> domain) =>
        RRsetKey.OwnerLength(key) is > 0 and var length && length + DayLength == key.Length ? RRsetKey.ReadOwner(key, domain) : 0;
}
