using PassiveDns.Formats.Records;

namespace PassiveDns.Formats.Interchange;

/// <summary>How a stream says that it ends.</summary>
public enum StreamEnding : byte
{
    /// <summary>Not at all: plain lines.</summary>
    Unsaid,

    /// <summary>Everything was sent.</summary>
    Succeeded,

    /// <summary>There was more: a limit was reached.</summary>
    Limited,

    /// <summary>The sender failed.</summary>
    Failed,

    /// <summary>The sender says how it ends, and this one does not end: it was cut.</summary>
    Missing,
}

/// <summary>Reads RRsets in the Passive DNS Common Output Format, one JSON object on each line: the inverse of <see cref="CommonOutputFormat"/>, and what others write.</summary>
/// <remarks>
/// <para>
/// Read are plain lines and those in the Streaming API Framing of DNSDB; <c>rdata</c> as text or list; <c>rrtype</c> as mnemonic or number; names with and without final
/// dot, in any letter case; <c>time_first</c> and <c>time_last</c>, or where they are missing <c>zone_time_first</c> and <c>zone_time_last</c>; our own keys. Other keys mean nothing.
/// A missing <c>count</c>, or one of 0, is 1. Blank lines and the marks that dnsdbq writes between answers (<c>--</c>, <c>++</c>) are passed over.
/// </para>
/// <para>
/// A line gives an RRset with one sighting, of vantage <see cref="Vantage.Imported"/> and source 0, matched where <c>status</c> does not say otherwise; where others write
/// a line for each record, it is an RRset of one record. TTLs that are not given are 0. A line of which a part cannot be used is refused as a whole and told, so that nothing wrong
/// stands for it: rdata whose text does not parse for its type is not kept as octets, which it is not. Only texts (TXT, SPF ...) are always read: without quotation
/// marks at their ends, or with some inside that have no backslash, they are taken as they stand, in strings of 255 octets.
/// </para>
/// <para>One instance serves one thread. Source: draft-dulaunoy-dnsop-passive-dns-cof; framing, docs.dnsdb.info/dnsdb-saf-protocol.</para>
/// </remarks>
public sealed class CommonOutputReader(Stream stream)
{
    /// <summary>Octets that a line may have: more than our own longest ones.</summary>
    public const int MaxLineLength = 16 << 20;

    /// <summary>Octets that the records of an RRset may have; a DNS message has 65,535 and names that grow.</summary>
    public const int MaxRDataSetLength = 4 << 20;

    private readonly LineReader _lines = new(stream, MaxLineLength);
    private readonly CommonOutputRecord _record = new();
    private StreamEnding _lastEnding;
    private StreamEnding _worstEnding; // of several answers in one stream, all but the last

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long LineNumber => _lines.Number;

    /// <summary>What is wrong with that line.</summary>
    public CommonOutputFault Fault { get; private set; }

    /// <summary>How the stream says that it ends; known when all is read.</summary>
    /// <remarks>Of several answers in one stream the worst.</remarks>
    public StreamEnding Ending => _lastEnding > _worstEnding ? _lastEnding : _worstEnding;

    /// <summary>What the sender says about its ending; empty without a word. It may hold anything.</summary>
    public string EndingMessage => _record.Message;

    /// <summary>Reads the next line that holds an RRset, or should.</summary>
    /// <param name="rrset">Null for a line that cannot be used: see <see cref="Fault"/>.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryRead(out RRset? rrset)
    {
        rrset = null;
        while (_lines.TryRead(out var line))
        {
            Fault = CommonOutputFault.None;
            if (_lines.Number == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
            line = line.Trim(" \t"u8);
            if (_lines.IsTooLong) Fault = CommonOutputFault.TooLong;
            else if (line.IsEmpty || line.StartsWith("--"u8) || line.StartsWith("++"u8)) continue;
            else if (!TryUse(line, out rrset)) continue;
            return true;
        }

        return false;
    }

    /// <summary>False for a line that holds a framing alone.</summary>
    private bool TryUse(ReadOnlySpan<byte> line, out RRset? rrset)
    {
        Fault = _record.Read(line, out rrset);
        if (Fault == CommonOutputFault.NotJson && _lines.IsLast) Fault = CommonOutputFault.Cut;
        if (_record.Ending is { } ending) Note(ending);
        return !_record.IsFramingAlone;
    }

    private void Note(StreamEnding ending)
    {
        if (_lastEnding != StreamEnding.Missing && _lastEnding > _worstEnding) _worstEnding = _lastEnding;
        _lastEnding = ending;
    }
}
