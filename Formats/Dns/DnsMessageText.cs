using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Formats.Dns;

/// <summary>A whole message as text for people, in the manner of dig: header, questions, sections, and what is wrong with it.</summary>
/// <remarks>
/// <para>
/// Printable ASCII and line feeds, whatever the octets. Letter case and TTLs are those of the wire. Lines of records and questions are
/// as in master files; all others begin with a semicolon. Octets that could not be read, and those behind the last record, are shown in hexadecimal.
/// </para>
/// <para>
/// The text of a message has at most <see cref="MaxExpansion"/> characters for each of its octets, the header's twelve counted even where they are
/// missing; where there were more, it says that it ends there. Honest messages need about a tenth of that.
/// </para>
/// </remarks>
public static class DnsMessageText
{
    /// <summary>Characters for each octet of the message, at most.</summary>
    public const int MaxExpansion = 64;

    /// <summary>Kept for the line that says that the text ends early.</summary>
    private const int ClosingRoom = 64;

    private const int TtlAndLength = 6; // octets between a record's class and its rdata

    /// <summary>Writes a message.</summary>
    public static void Write(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        var bounded = new BoundedOutput(output, (MaxExpansion * (long)Math.Max(message.Length, DnsHeader.Length)) - ClosingRoom);
        var reader = new DnsMessageReader(message, message.Length < NameMemo.LeastMessage ? null : new NameMemo());
        if (reader.Fault.Kind == WireFaultKind.None)
        {
            WriteHeader(reader.Header, bounded);
            WriteQuestions(ref reader, message, bounded);
            WriteRecords(ref reader, message, bounded);
        }
        else
        {
            WriteFault(reader, message, from: 0, bounded);
        }

        if (bounded.IsFull) output.Write("\n;; the text ends here: it would be too long\n"u8);
    }

    /// <summary>The word for a response code of a header, 0 to 15.</summary>
    public static string ResponseCode(int number)
    {
        var word = new ArrayBufferWriter<byte>();
        var text = new AsciiWriter(word);
        DnsMnemonics.WriteResponseCode(number, inSignature: false, ref text);
        text.Flush();
        return Encoding.ASCII.GetString(word.WrittenSpan);
    }

    private static void WriteHeader(in DnsHeader header, BoundedOutput output)
    {
        var text = new AsciiWriter(output);
        text.Write(";; opcode: "u8);
        DnsMnemonics.WriteOpcode(header.Opcode, ref text);
        text.Write(", status: "u8);
        DnsMnemonics.WriteResponseCode(header.ResponseCode, inSignature: false, ref text);
        text.Write(", id: "u8);
        text.WriteNumber(header.Id);
        text.Write("\n;; flags:"u8);
        WriteFlags(header.Flags, ref text);
        WriteCount("; QUESTION: "u8, header.Questions, ref text);
        WriteCount(", ANSWER: "u8, header.Answers, ref text);
        WriteCount(", AUTHORITY: "u8, header.Authorities, ref text);
        WriteCount(", ADDITIONAL: "u8, header.Additionals, ref text);
        text.WriteCharacter((byte)'\n');
        text.Flush();
    }

    private static void WriteFlags(ushort flags, ref AsciiWriter text)
    {
        if ((flags & 0x8000) != 0) text.Write(" qr"u8);
        if ((flags & 0x0400) != 0) text.Write(" aa"u8);
        if ((flags & 0x0200) != 0) text.Write(" tc"u8);
        if ((flags & 0x0100) != 0) text.Write(" rd"u8);
        if ((flags & 0x0080) != 0) text.Write(" ra"u8);
        if ((flags & 0x0040) != 0) text.Write(" z"u8);
        if ((flags & 0x0020) != 0) text.Write(" ad"u8);
        if ((flags & 0x0010) != 0) text.Write(" cd"u8);
    }

    private static void WriteCount(ReadOnlySpan<byte> label, int count, ref AsciiWriter text)
    {
        text.Write(label);
        text.WriteNumber(count);
    }

    private static void WriteQuestions(ref DnsMessageReader reader, ReadOnlySpan<byte> message, BoundedOutput output)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        var start = message.Length - reader.Remaining;
        if (reader.Header.Questions > 0) output.Write("\n;; QUESTION\n"u8);
        while (!output.IsFull && reader.TryReadQuestion(name, out var question))
        {
            var text = new AsciiWriter(output);
            text.WriteCharacter((byte)';');
            WriteNameClassAndType(name[..question.NameLength], ttl: null, question.Class, question.Type, ref text);
            text.WriteCharacter((byte)'\n');
            text.Flush();
            start = message.Length - reader.Remaining;
        }

        if (reader.Fault.Kind != WireFaultKind.None) WriteFault(reader, message, start, output);
    }

    private static void WriteRecords(ref DnsMessageReader reader, ReadOnlySpan<byte> message, BoundedOutput output)
    {
        if (output.IsFull || reader.Fault.Kind != WireFaultKind.None) return;
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        var expanded = ArrayPool<byte>.Shared.Rent(ushort.MaxValue + (4 * DomainName.MaxLength));
        DnsSection? section = null;
        var start = message.Length - reader.Remaining;
        while (!output.IsFull && reader.TryReadRecord(owner, out var record))
        {
            if (section != record.Section) output.Write(Heading(record.Section));
            section = record.Section;
            if (record.Type == RRType.OPT) WriteOpt(reader.Header, owner[..record.OwnerLength], record, message, output);
            else WriteRecord(owner[..record.OwnerLength], record, message, reader.Names, expanded, output);
            start = message.Length - reader.Remaining;
        }

        ArrayPool<byte>.Shared.Return(expanded);
        if (reader.Fault.Kind != WireFaultKind.None) WriteFault(reader, message, start, output);
        else if (reader.Remaining > 0) WriteRest("behind the last record"u8, message[start..], output);
    }

    private static ReadOnlySpan<byte> Heading(DnsSection section) => section switch
    {
        DnsSection.Answer => "\n;; ANSWER\n"u8,
        DnsSection.Authority => "\n;; AUTHORITY\n"u8,
        _ => "\n;; ADDITIONAL\n"u8,
    };

    private static void WriteOpt(
        in DnsHeader header, ReadOnlySpan<byte> owner, in DnsRecord record, ReadOnlySpan<byte> message, BoundedOutput output)
    {
        if (owner.Length > DomainName.Root.Length)
        {
            // It must be the root's (RFC 6891 section 6.1.2), so another owner is worth a line.
            var text = new AsciiWriter(output);
            text.Write("; OPT of "u8);
            text.Advance(DomainNameFormat.Write(owner, text.Reserve(DomainNameFormat.MaxTextLength)));
            text.WriteCharacter((byte)'\n');
            text.Flush();
        }

        EdnsText.Write(record.Class, RawTtl(record, message), header.ResponseCode, message.Slice(record.RDataOffset, record.RDataLength), output);
    }

    private static void WriteRecord(
        ReadOnlySpan<byte> owner, in DnsRecord record, ReadOnlySpan<byte> message, NameMemo? names, Span<byte> expanded, BoundedOutput output)
    {
        var fits = RDataCanonical.TryExpand(record.Type, message, record.RDataOffset, record.RDataLength, expanded, out var length, names);
        var text = new AsciiWriter(output);
        WriteNameClassAndType(owner, RawTtl(record, message), record.Class, record.Type, ref text);
        text.WriteCharacter((byte)' ');
        text.Flush();
        RDataFormat.Write(record.Type, expanded[..length], output);
        output.Write(fits || record.RDataLength == 0 ? "\n"u8 : " ; does not fit its type\n"u8);
    }

    /// <summary>As on the wire: the reader takes a TTL with its top bit set for 0.</summary>
    private static uint RawTtl(in DnsRecord record, ReadOnlySpan<byte> message) =>
        BinaryPrimitives.ReadUInt32BigEndian(message[(record.RDataOffset - TtlAndLength)..]);

    private static void WriteNameClassAndType(scoped ReadOnlySpan<byte> name, uint? ttl, ushort classCode, RRType type, ref AsciiWriter text)
    {
        text.Advance(DomainNameFormat.Write(name, text.Reserve(DomainNameFormat.MaxTextLength)));
        text.WriteCharacter((byte)' ');
        if (ttl is { } seconds)
        {
            text.WriteNumber(seconds);
            text.WriteCharacter((byte)' ');
        }

        DnsMnemonics.WriteClass(classCode, ref text);
        text.WriteCharacter((byte)' ');
        text.Advance(RDataTypes.WriteMnemonic(type, text.Reserve(RDataTypes.MaxMnemonicLength)));
    }

    /// <param name="from">Where the question or record begins that could not be read.</param>
    private static void WriteFault(in DnsMessageReader reader, ReadOnlySpan<byte> message, int from, BoundedOutput output)
    {
        var text = new AsciiWriter(output);
        text.Write("\n;; FAULT at octet "u8);
        text.WriteNumber(reader.Fault.Offset);
        text.Write(": "u8);
        text.Write(WireFaultText.Of(reader.Fault.Kind));
        text.WriteCharacter((byte)'\n');
        text.Flush();
        if (from < message.Length) WriteRest("not read"u8, message[from..], output);
    }

    private static void WriteRest(ReadOnlySpan<byte> what, ReadOnlySpan<byte> rest, BoundedOutput output)
    {
        var text = new AsciiWriter(output);
        text.Write("\n;; "u8);
        text.WriteNumber(rest.Length);
        text.Write(rest.Length == 1 ? " octet "u8 : " octets "u8);
        text.Write(what);
        text.Write(": "u8);
        text.WriteHex(rest);
        text.WriteCharacter((byte)'\n');
        text.Flush();
    }
}
