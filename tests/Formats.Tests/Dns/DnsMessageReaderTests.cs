using System.Buffers.Binary;
using System.Diagnostics;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class DnsMessageReaderTests
{
    // www.example. A?: one answer, one authority, two additional records; every owner is a pointer, OPT has the root.
    private const string Response = """
        1234 8580 0001 0001 0001 0002
        03777777 076578616d706c65 00 0001 0001
        c00c 0001 0001 0000012c 0004 c0000201
        c010 0002 0001 80000000 0006 036e7331 c010
        c039 001c 0001 00000e10 0010 20010db8000000000000000000000035
        00 0029 04d0 00000000 0000
        """;

    [Fact]
    public void Reads_header_questions_and_records()
    {
        var reader = new DnsMessageReader(Hex.Octets(Response));

        Assert.Equal(new DnsHeader(0x1234, 0x8580, 1, 1, 1, 2), reader.Header);
        Assert.True(reader.Header is { IsResponse: true, Opcode: 0, IsAuthoritative: true, IsTruncated: false });
        Assert.True(reader.Header is { RecursionDesired: true, RecursionAvailable: true, ResponseCode: 0 });

        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        Assert.True(reader.TryReadQuestion(name, out var question));
        Assert.Equal(("www.example.", RRType.A, DnsMessageReader.ClassIn), (DomainNameFormat.ToText(name[..question.NameLength]), question.Type, question.Class));
        Assert.False(reader.TryReadQuestion(name, out _));

        string[] expected =
        [
            "Answer www.example. A 300 c0000201",
            "Authority example. NS 0 036e7331c010",
            "Additional ns1.example. AAAA 3600 20010db8000000000000000000000035",
            "Additional . OPT 0 ",
        ];
        Assert.Equal(expected, Records(Hex.Octets(Response), out var fault));
        Assert.Equal(WireFaultKind.None, fault.Kind);
    }

    [Fact]
    public void Every_prefix_ends_in_a_fault_after_the_records_it_holds()
    {
        var message = Hex.Octets(Response);
        var whole = Records(message, out _);
        for (var length = 0; length < message.Length; length++)
        {
            var records = Records(message.AsSpan(0, length), out var fault);
            Assert.Equal(WireFaultKind.Truncated, fault.Kind);
            Assert.InRange(fault.Offset, 0, length);
            Assert.Equal(whole.Take(records.Count), records);
        }
    }

    [Theory]
    [InlineData("more questions than there are", "1234 8180 0002 0000 0000 0000 00 0001 0001", WireFaultKind.Truncated, 17)]
    [InlineData("more answers than there are", "1234 8180 0000 ffff 0000 0000", WireFaultKind.Truncated, 12)]
    [InlineData("rdata longer than the message", "1234 8180 0000 0001 0000 0000 00 0001 0001 00000000 ffff 00", WireFaultKind.Truncated, 23)]
    [InlineData("owner that points to itself", "1234 8180 0000 0001 0000 0000 c00c 0001 0001 00000000 0000", WireFaultKind.PointerNotBackward, 12)]
    [InlineData("owner that points to the header's flags", "1234 8180 0000 0001 0000 0000 c002 0001 0001 00000000 0000", WireFaultKind.ReservedLabelType, 2)]
    [InlineData("question of a reserved label type", "1234 8180 0001 0000 0000 0000 80 0001 0001", WireFaultKind.ReservedLabelType, 12)]
    public void Hostile_messages_end_in_a_fault(string why, string wire, WireFaultKind kind, int offset)
    {
        var records = Records(Hex.Octets(wire), out var fault);

        Assert.Empty(records);
        Assert.True(new WireFault(kind, offset) == fault, $"{why}: {fault}");
    }

    [Fact]
    public void Records_wait_for_the_questions()
    {
        var reader = new DnsMessageReader(Hex.Octets(Response));
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];

        Assert.False(reader.TryReadRecord(owner, out _));
        Assert.Equal(WireFaultKind.None, reader.Fault.Kind);
    }

    [Fact]
    public void Octets_behind_the_last_record_are_left_over()
    {
        var reader = new DnsMessageReader(Hex.Octets("1234 8180 0000 0000 0000 0000 010203"));
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];

        Assert.False(reader.TryReadRecord(owner, out _));
        Assert.Equal((WireFaultKind.None, 3), (reader.Fault.Kind, reader.Remaining));
    }

    /// <summary>65,535 octets: a chain of 127 labels and pointers, to whose end every later owner and every rdata points.</summary>
    /// <remarks>Each name costs 127 steps, so that the whole is linear in the records: some 5,000 times 254.</remarks>
    [Fact]
    public void A_message_full_of_pointers_to_one_long_chain_is_read_to_its_end()
    {
        var (message, records) = ChainedMessage();
        var reader = new DnsMessageReader(message);
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        var canonical = new byte[RDataCanonical.MaxLength(RRType.NS, 2)];
        var started = Stopwatch.GetTimestamp();

        Assert.True(reader.TryReadRecord(owner, out _));
        var read = 1;
        for (; reader.TryReadRecord(owner, out var record); read++)
        {
            Assert.True(RDataCanonical.TryWrite(record.Type, message, record.RDataOffset, record.RDataLength, canonical, out var written));
            Assert.Equal((DomainName.MaxLength, DomainName.MaxLength), (record.OwnerLength, written));
        }

        Assert.Equal((WireFaultKind.None, records), (reader.Fault.Kind, read));
        Assert.InRange(records, 4_500, 5_500);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    private static (byte[] Message, int Records) ChainedMessage()
    {
        const int fixedLength = 10; // type, class, TTL, length
        var message = new byte[ushort.MaxValue];
        message[2] = 0x80;

        // The chain stands in the rdata of a first record of an unknown type: "a." pointing to the label before, and so on.
        var at = WriteRecord(message, DnsHeader.Length + 1, (RRType)65_280, 1 + (4 * DomainName.MaxLabels));
        var link = at++;
        for (var label = 0; label < DomainName.MaxLabels; label++)
        {
            message[at] = 1;
            message[at + 1] = (byte)'a';
            WritePointer(message, at + 2, link);
            link = at;
            at += 4;
        }

        var records = 1;
        for (; at + 2 + fixedLength + 2 <= message.Length; records++)
        {
            at = WriteRecord(message, WritePointer(message, at, link), RRType.NS, 2);
            at = WritePointer(message, at, link);
        }

        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)records);
        return (message, records);
    }

    /// <summary>Writes what stands between owner and rdata.</summary>
    private static int WriteRecord(byte[] message, int at, RRType type, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 2), DnsMessageReader.ClassIn);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 8), (ushort)length);
        return at + 10;
    }

    private static int WritePointer(byte[] message, int at, int target)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), (ushort)(0xC000 | target));
        return at + 2;
    }

    private static List<string> Records(ReadOnlySpan<byte> message, out WireFault fault)
    {
        var records = new List<string>();
        var reader = new DnsMessageReader(message);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        while (reader.TryReadQuestion(name, out _)) continue;
        while (reader.TryReadRecord(name, out var record))
        {
            var rdata = Hex.Text(message.Slice(record.RDataOffset, record.RDataLength));
            records.Add($"{record.Section} {DomainNameFormat.ToText(name[..record.OwnerLength])} {RDataTypes.Mnemonic(record.Type)} {record.Ttl} {rdata}");
        }

        fault = reader.Fault;
        return records;
    }
}
