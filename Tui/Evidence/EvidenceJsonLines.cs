using System.Text.Encodings.Web;
using System.Text.Json;
using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;

namespace PassiveDns.Tui.Evidence;

/// <summary>What proves RRsets as JSON Lines: one object for each sighting, with what was found again in its original.</summary>
/// <remarks>
/// <c>frames</c>, <c>conflicts</c> and <c>messages</c> (hexadecimal) are there where they were asked for and the original was read. <c>conflicts</c> has a list for each
/// conflicting frame: the answers to its query, each but the first with what <c>differs</c> from the first, and the records <c>removed</c> and <c>added</c>.
/// </remarks>
internal sealed class EvidenceJsonLines(Stream output, IReadOnlyList<SourceRecord> sources, OriginalReading originals)
{
    private readonly OctetOutput _output = new(output);

    public void Write(RRset set)
    {
        foreach (var sighting in set.Sightings)
        {
            using (var json = new Utf8JsonWriter(_output.Record, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
            {
                json.WriteStartObject();
                WriteData(set, json);
                SightingJson.WriteFields(sighting, sources[sighting.Source], json);
                if (originals.Found(sighting.Source) is { } found) WriteProof(set, sighting, found, json);
                json.WriteEndObject();
            }

            _output.Pass();
            output.Write("\n"u8);
        }
    }

    private static void WriteData(RRset set, Utf8JsonWriter json)
    {
        var name = new byte[DomainName.MaxLength];
        json.WriteString("rrname"u8, DomainNameFormat.ToText(name.AsSpan(0, set.ReadOwner(name))));
        if (set.Negative is { } negative)
        {
            json.WriteString("qtype"u8, RDataTypes.Mnemonic(set.Type));
            json.WriteString("rcode"u8, NegativeText.Of(negative.Kind));
            if (NegativeText.Zone(set) is { } zone) json.WriteString("zone"u8, zone);
            return;
        }

        json.WriteString("rrtype"u8, RDataTypes.Mnemonic(set.Type));
        if (set.ReadBailiwick(name) is var length and > 0) json.WriteString("bailiwick"u8, DomainNameFormat.ToText(name.AsSpan(0, length)));
        json.WriteStartArray("rdata"u8);
        var rest = set.RDataSet;
        while (RRsetKey.TryReadRData(ref rest, out var rdata)) json.WriteStringValue(RDataFormat.ToText(set.Type, rdata));
        json.WriteEndArray();
    }

    private void WriteProof(RRset set, in Sighting sighting, EvidenceFinder found, Utf8JsonWriter json)
    {
        if (originals.Parts.HasFlag(EvidenceParts.Frames))
        {
            json.WriteStartArray("frames"u8);
            foreach (var frame in found.FramesOf(set, sighting)) json.WriteNumberValue(frame);
            json.WriteEndArray();
        }

        if (found.ConflictsOf(set, sighting) is { Count: > 0 } conflicts) WriteConflicts(conflicts, json);
        if (!originals.Parts.HasFlag(EvidenceParts.Messages)) return;
        json.WriteStartArray("messages"u8);
        foreach (var message in found.MessagesOf(sighting.FirstFrame)) json.WriteStringValue(Convert.ToHexStringLower(message));
        json.WriteEndArray();
    }

    private static void WriteConflicts(IReadOnlyList<IReadOnlyList<Answer>> conflicts, Utf8JsonWriter json)
    {
        json.WriteStartArray("conflicts"u8);
        foreach (var answers in conflicts)
        {
            json.WriteStartArray();
            foreach (var answer in answers) WriteAnswer(answer, answers[0], json);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteAnswer(Answer answer, Answer first, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("answer"u8, answer.Number);
        json.WriteNumber("frame"u8, answer.FrameNumber);
        if (answer.HopLimit is { } limit) json.WriteNumber("ip_ttl"u8, limit);
        if (answer.Checksum is { } checksum) json.WriteString("udp_checksum"u8, ConflictText.Checksum(checksum));
        json.WriteString("rcode"u8, DnsMessageText.ResponseCode(answer.ResponseCode));
        if (answer != first && first.Message is not null && answer.Message is not null) WriteDifference(AnswerDifference.Between(first.Message, answer.Message), json);
        json.WriteEndObject();
    }

    private static void WriteDifference(AnswerDifference difference, Utf8JsonWriter json)
    {
        WriteTexts("differs"u8, ConflictText.Differences(difference), json);
        WriteTexts("removed"u8, difference.Removed, json);
        WriteTexts("added"u8, difference.Added, json);
    }

    private static void WriteTexts(ReadOnlySpan<byte> name, IEnumerable<string> texts, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
