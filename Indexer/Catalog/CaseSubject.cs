using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Catalog;

/// <summary>What kind of thing a bookmark is on.</summary>
public enum CaseSubjectKind
{
    /// <summary>A question: a name, an address, a network, a wildcard ...</summary>
    Question,

    /// <summary>One RRset, or negative answer.</summary>
    RRset,
}

/// <summary>What a bookmark or note is about.</summary>
/// <param name="Key">64 hexadecimal digits: the same for the same thing, in every archive.</param>
/// <param name="Title">For people; of an RRset its owner, type and first record. Text from captures: to be sanitised.</param>
/// <param name="Question">What to ask in order to see it again; of an RRset its owner.</param>
public sealed record CaseSubject(CaseSubjectKind Kind, string Key, string Title, string Question)
{
    private const int LongestTitle = 300; // characters; keys and signatures are longer

    /// <param name="text">As the query bar and the command line take it.</param>
    public static CaseSubject OfQuestion(string text)
    {
        text = CaseText.Clean(text).Trim();
        return new(CaseSubjectKind.Question, Hash([.. "question\0"u8, .. Encoding.UTF8.GetBytes(text)]), Short(text), text);
    }

    /// <summary>An RRset by owner, type and records, a negative answer by owner, type and kind.</summary>
    /// <remarks>Whatever the bailiwick: a verdict follows from all sources, and a note must not be lost to a row because one more source came.</remarks>
    public static CaseSubject Of(RRset rrset)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        var owner = DomainNameFormat.ToText(name[..rrset.ReadOwner(name)]);
        var title = $"{owner} {RDataTypes.Mnemonic(rrset.Type)} {DataText(rrset)}";
        return new(CaseSubjectKind.RRset, KeyOf(rrset), Short(CaseText.Clean(title)), owner);
    }

    /// <summary>The key of <see cref="Of"/>, for those who draw many rows.</summary>
    public static string KeyOf(RRset rrset)
    {
        Span<byte> type = stackalloc byte[3];
        BinaryPrimitives.WriteUInt16BigEndian(type, (ushort)rrset.Type);
        type[2] = (byte)(rrset.Negative?.Kind ?? 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("rrset\0"u8);
        hash.AppendData(rrset.OwnerKey);
        hash.AppendData(type);
        hash.AppendData(rrset.RDataSet);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string DataText(RRset rrset)
    {
        if (rrset.Negative is { } negative) return negative.Kind.ToString().ToUpperInvariant();
        var set = rrset.RDataSet;
        if (!RRsetKey.TryReadRData(ref set, out var first)) return "";
        var text = RDataFormat.ToText(rrset.Type, first);
        var more = 0;
        while (RRsetKey.TryReadRData(ref set, out _)) more++;
        return more == 0 ? text : FormattableString.Invariant($"{Short(text)} and {more} more");
    }

    private static string Short(string text) => text.Length <= LongestTitle ? text : CaseText.Clean(text[..(LongestTitle - 1)]) + "…";

    private static string Hash(byte[] octets) => Convert.ToHexStringLower(SHA256.HashData(octets));
}
