using System.Buffers.Binary;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Analyzer.Packets;

/// <summary>Whether a message starts at some octets.</summary>
internal enum StartJudgement : byte
{
    /// <summary>More octets are needed to tell.</summary>
    Unclear,
    Plausible,
    Implausible,
}

/// <summary>Judges whether octets of a TCP stream are the start of a message: its length, its header, its question.</summary>
internal static class MessageStart
{
    /// <summary>As many octets as a judgement can use: length, header, the longest name, type and class.</summary>
    public const int LongestUseful = 2 + DnsHeader.Length + DomainName.MaxLength + 4;

    private const int SmallestQuestion = 5;
    private const int SmallestRecord = 11;

    public static bool IsPlausible(ReadOnlySpan<byte> octets, MessageRole role) => Judge(octets, role) == StartJudgement.Plausible;

    public static StartJudgement Judge(ReadOnlySpan<byte> octets, MessageRole role)
    {
        if (octets.Length < 2 + DnsHeader.Length) return StartJudgement.Unclear;
        int length = BinaryPrimitives.ReadUInt16BigEndian(octets);
        var reader = new DnsMessageReader(octets[2..Math.Min(octets.Length, 2 + length)]);
        if (!HasPlausibleHeader(reader.Header, length, role)) return StartJudgement.Implausible;
        if (HasReadableQuestion(ref reader)) return StartJudgement.Plausible;
        return octets.Length < Math.Min(2 + length, LongestUseful) ? StartJudgement.Unclear : StartJudgement.Implausible;
    }

    /// <summary>
    /// Whether octets are one message from the first to the last: a question and every record that the header counts, and nothing behind
    /// them.
    /// </summary>
    public static bool IsWholeMessage(ReadOnlySpan<byte> octets)
    {
        var reader = new DnsMessageReader(octets);
        if (reader.Header.Questions != 1 || !HasPlausibleHeader(reader.Header, octets.Length, MessageRole.Either)) return false;
        if (!HasReadableQuestion(ref reader)) return false;
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        while (reader.TryReadRecord(owner, out _))
        {
        }

        return reader.Fault.Kind == WireFaultKind.None && reader.Remaining == 0;
    }

    private static bool HasPlausibleHeader(in DnsHeader header, int length, MessageRole role)
    {
        if (role != MessageRole.Either && header.IsResponse != (role == MessageRole.Response)) return false;
        if (header.Opcode is not (0 or 4 or 5)) return false; // QUERY, NOTIFY, UPDATE
        if ((header.Flags & 0x0040) != 0) return false; // Z (RFC 1035 section 4.1.1)

        // A message of a zone transfer after the first may do without the question (RFC 5936 section 2.2.1).
        if (header.Questions > 1 || (header.Questions == 0 && !header.IsResponse)) return false;
        var records = header.Answers + header.Authorities + header.Additionals;
        return DnsHeader.Length + (header.Questions * SmallestQuestion) + (records * SmallestRecord) <= length;
    }

    private static bool HasReadableQuestion(ref DnsMessageReader reader)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        if (reader.Header.Questions == 0) return true;
        if (reader.TryReadQuestion(name, out var question)) return question.Class is 1 or 3 or 4 or 254 or 255; // IN, CH, HS, NONE, ANY
        return false;
    }
}
