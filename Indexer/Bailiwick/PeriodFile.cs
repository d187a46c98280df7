using System.Buffers.Binary;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Keys in ascending order, each once, each with a period: a table of the verification, read from front to back.</summary>
internal sealed class PeriodFile(PartFolder parts, int memory) : IDisposable
{
    private readonly SpillFile _file = new(parts, memory);
    private readonly OctetBuffer _key = new(); // the last one
    private readonly OctetBuffer _record = new();

    /// <summary>Some entry is new.</summary>
    public bool HasNews { get; private set; }

    /// <param name="key">Above the one before.</param>
    /// <param name="isNew">This round has added the entry, or widened its period.</param>
    public void Add(ReadOnlySpan<byte> key, Period period, bool isNew)
    {
        var shared = _key.Span.CommonPrefixLength(key);
        _record.Clear();
        _record.WriteNumber(((ulong)shared << 1) | (isNew ? 1u : 0));
        _record.WriteNumber((ulong)(key.Length - shared));
        _record.Write(key[shared..]);
        _record.WriteNumber(Leb128.ZigZag(period.FirstMilliseconds));
        _record.WriteNumber((ulong)(period.LastMilliseconds - period.FirstMilliseconds));
        _file.Write(_record.Span);
        _key.Replace(shared, key[shared..]);
        HasNews |= isNew;
    }

    /// <summary>Nothing more will be added.</summary>
    public PeriodFile Finish()
    {
        _file.Finish();
        return this;
    }

    /// <summary>Begins to read; behind <see cref="Finish"/>.</summary>
    public PeriodCursor Open() => new(_file);

    public void Dispose() => _file.Dispose();
}

/// <summary>Walks a <see cref="PeriodFile"/>.</summary>
internal sealed class PeriodCursor(SpillFile file) : IKeyCursor
{
    private readonly SpillReader _reader = new(file);
    private readonly OctetBuffer _key = new();

    public ReadOnlySpan<byte> Key => _key.Span;

    public Period Period { get; private set; }

    /// <summary>The round that wrote the file has added the entry, or widened its period.</summary>
    public bool IsNew { get; private set; }

    public bool MoveNext()
    {
        if (_reader.IsAtEnd) return false;
        var head = _reader.ReadNumber();
        var added = (int)_reader.ReadNumber();
        _key.Replace((int)(head >> 1), _reader.Read(added));
        IsNew = (head & 1) != 0;
        var first = Leb128.UnZigZag(_reader.ReadNumber());
        Period = new Period(first, first + (long)_reader.ReadNumber());
        return true;
    }

    public void Dispose() => _reader.Dispose();
}

/// <summary>Keys of these tables: the owner-key of a zone or of a name server, and behind it an address or another owner-key.</summary>
internal static class PeriodKey
{
    public const int AddressLength = 16;

    /// <summary>Room for two owner-keys.</summary>
    public const int MaxLength = 2 * RRsetKey.MaxOwnerKeyLength;

    /// <param name="key">Room for <see cref="MaxLength"/> octets.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> ownerKey, IpAddress address, Span<byte> key)
    {
        ownerKey.CopyTo(key);
        WriteAddress(address, key[ownerKey.Length..]);
        return key[..(ownerKey.Length + AddressLength)];
    }

    /// <param name="key">Room for <see cref="MaxLength"/> octets.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> ownerKey, ReadOnlySpan<byte> other, Span<byte> key)
    {
        ownerKey.CopyTo(key);
        other.CopyTo(key[ownerKey.Length..]);
        return key[..(ownerKey.Length + other.Length)];
    }

    public static ReadOnlySpan<byte> Owner(ReadOnlySpan<byte> key) => key[..RRsetKey.OwnerLength(key)];

    /// <summary>In the order of addresses.</summary>
    public static void WriteAddress(IpAddress address, Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64BigEndian(octets, address.High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[sizeof(ulong)..], address.Low);
    }

    public static IpAddress ReadAddress(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[sizeof(ulong)..]));
}
