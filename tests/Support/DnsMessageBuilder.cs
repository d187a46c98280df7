using System.Buffers.Binary;
using System.Text;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Tests.Support;

/// <summary>Writes a DNS message, record by record, names uncompressed unless asked; it can also write what no honest server would.</summary>
public sealed class DnsMessageBuilder
{
    private readonly List<byte> _body = [];
    private readonly ushort[] _counts = new ushort[4];
    private readonly ushort _id;
    private readonly ushort _flags;

    private DnsMessageBuilder(ushort id, ushort flags)
    {
        (_id, _flags) = (id, flags);
    }

    /// <summary>A query for one name.</summary>
    public static DnsMessageBuilder Query(ushort id, string name, RRType type = RRType.A, ushort classCode = 1, int opcode = 0) =>
        new DnsMessageBuilder(id, (ushort)(opcode << 11)).Question(name, type, classCode);

    /// <summary>A response to that query, without records yet.</summary>
    /// <param name="flags">Added to QR: 0x0400 AA, 0x0200 TC, 0x0080 RA, and the response code.</param>
    public static DnsMessageBuilder Response(
        ushort id, string name, RRType type = RRType.A, ushort flags = 0, ushort classCode = 1, int opcode = 0) =>
        new DnsMessageBuilder(id, (ushort)(0x8000 | (opcode << 11) | flags)).Question(name, type, classCode);

    /// <summary>A message without question.</summary>
    public static DnsMessageBuilder Bare(ushort id, ushort flags) => new(id, flags);

    public DnsMessageBuilder Question(string name, RRType type, ushort classCode = 1)
    {
        Name(name);
        UInt16((ushort)type);
        UInt16(classCode);
        _counts[0]++;
        return this;
    }

    /// <param name="rdata">Hexadecimal digits with free spacing.</param>
    public DnsMessageBuilder Answer(string owner, RRType type, string rdata, uint ttl = 300, ushort classCode = 1) =>
        Record(DnsSection.Answer, owner, type, Hex.Octets(rdata), ttl, classCode);

    /// <inheritdoc cref="Answer"/>
    public DnsMessageBuilder Authority(string owner, RRType type, string rdata, uint ttl = 300, ushort classCode = 1) =>
        Record(DnsSection.Authority, owner, type, Hex.Octets(rdata), ttl, classCode);

    /// <inheritdoc cref="Answer"/>
    public DnsMessageBuilder Additional(string owner, RRType type, string rdata, uint ttl = 300, ushort classCode = 1) =>
        Record(DnsSection.Additional, owner, type, Hex.Octets(rdata), ttl, classCode);

    public DnsMessageBuilder Record(DnsSection section, string owner, RRType type, ReadOnlySpan<byte> rdata, uint ttl = 300, ushort classCode = 1)
    {
        Name(owner);
        return RecordBody(section, type, rdata, ttl, classCode);
    }

    /// <summary>A record whose owner is a compression pointer.</summary>
    public DnsMessageBuilder RecordAt(DnsSection section, int pointer, RRType type, ReadOnlySpan<byte> rdata, uint ttl = 300)
    {
        UInt16((ushort)(0xC000 | pointer));
        return RecordBody(section, type, rdata, ttl, 1);
    }

    /// <summary>Octets as they are.</summary>
    public DnsMessageBuilder Raw(ReadOnlySpan<byte> octets)
    {
        _body.AddRange(octets);
        return this;
    }

    /// <summary>Claims so many records of a section, whatever follows.</summary>
    public DnsMessageBuilder Claim(DnsSection section, ushort records)
    {
        _counts[1 + (int)section] = records;
        return this;
    }

    /// <summary>A name of plain labels, final dot included, in wire form; letter case is kept.</summary>
    public static byte[] WireName(string name)
    {
        var wire = new List<byte>();
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries)) wire.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]);
        return [.. wire, 0];
    }

    /// <summary>A name in wire form as hexadecimal digits, for rdata.</summary>
    public static string HexName(string name) => Hex.Text(WireName(name));

    public byte[] ToArray()
    {
        var message = new byte[DnsHeader.Length + _body.Count];
        BinaryPrimitives.WriteUInt16BigEndian(message, _id);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), _flags);
        for (var i = 0; i < _counts.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4 + (2 * i)), _counts[i]);
        _body.CopyTo(message, DnsHeader.Length);
        return message;
    }

    private DnsMessageBuilder RecordBody(DnsSection section, RRType type, ReadOnlySpan<byte> rdata, uint ttl, ushort classCode)
    {
        UInt16((ushort)type);
        UInt16(classCode);
        UInt16((ushort)(ttl >> 16));
        UInt16((ushort)ttl);
        UInt16((ushort)rdata.Length);
        _body.AddRange(rdata);
        _counts[1 + (int)section]++;
        return this;
    }

    private void Name(string name) => _body.AddRange(WireName(name));

    private void UInt16(ushort value)
    {
        _body.Add((byte)(value >> 8));
        _body.Add((byte)value);
    }
}
