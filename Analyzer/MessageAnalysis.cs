using PassiveDns.Analyzer.Evidence;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Analyzer.Transactions;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer;

/// <summary>Says what becomes of a DNS message, matches responses with queries, and hands on the RRsets and negative answers of those that count.</summary>
internal sealed class MessageAnalysis(IRRsetSink sink, Accounting accounting, FrameTrail? trail = null)
{
    private const int QueryOpcode = 0;

    private readonly QueryTable _queries = new(accounting, trail, sink);
    private readonly RRsetExtractor _extractor = new(accounting);
    private SeededHash _hash = new(); // of responses; the table of queries holds some
    private readonly NameMemo _names = new();
    private readonly byte[] _name = new byte[DomainName.MaxLength];
    private readonly byte[] _skipped = new byte[DomainName.MaxLength];

    /// <summary>A query of opcode QUERY was seen.</summary>
    public bool HasQueries { get; private set; }

    /// <summary>A response of opcode QUERY was seen.</summary>
    public bool HasResponses { get; private set; }

    /// <inheritdoc cref="PacketAnalysis.Load"/>
    public void Load(StateReader state)
    {
        HasQueries = state.ReadBoolean();
        HasResponses = state.ReadBoolean();
        _hash = SeededHash.Load(state);
        _queries.Load(state);
    }

    public void Save(StateWriter state)
    {
        state.WriteBoolean(HasQueries);
        state.WriteBoolean(HasResponses);
        _hash.Save(state);
        _queries.Save(state);
    }

    /// <summary>Takes a message.</summary>
    /// <param name="flow">Who sent it to whom.</param>
    /// <param name="isCut">The capture kept only the start of it.</param>
    /// <param name="completedBy">Gives the observations their time and frame.</param>
    /// <returns>What the message makes of the frame that completed it.</returns>
    public FrameOutcome Add(in Flow flow, bool isTcp, ReadOnlySpan<byte> message, bool isCut, FrameMark completedBy)
    {
        var reader = new DnsMessageReader(message, _names);
        if (reader.Fault.Kind != WireFaultKind.None) return NothingKept(reader.Fault.Kind, isCut);
        if (reader.Header.Opcode != QueryOpcode) return NotArchived(MessageOutcome.OtherOpcode);
        if (!TryReadQuestions(ref reader, out var question)) return NothingKept(reader.Fault.Kind, isCut);
        if (reader.Header.Questions > 0 && question.Class != DnsMessageReader.ClassIn) return NotArchived(MessageOutcome.OtherClass);

        var transaction = new Transaction
        {
            Flow = reader.Header.IsResponse ? flow.Reversed : flow,
            IsTcp = isTcp,
            Id = reader.Header.Id,
            Name = _name.AsSpan(0, question.NameLength),
            Type = question.Type,
        };
        return reader.Header.IsResponse
            ? AddResponse(transaction, ref reader, message, isCut, completedBy)
            : AddQuery(transaction, ref reader, completedBy);
    }

    /// <summary>The capture is over.</summary>
    public void Finish() => _queries.Finish();

    /// <summary>Reads the first question, which the match is by, and goes over what else a message has of them (RFC 9619 allows none).</summary>
    private bool TryReadQuestions(ref DnsMessageReader reader, out DnsQuestion question)
    {
        question = default;
        if (reader.Header.Questions > 0 && !reader.TryReadQuestion(_name, out question)) return false;
        while (reader.TryReadQuestion(_skipped, out _))
        {
        }

        return reader.Fault.Kind == WireFaultKind.None;
    }

    private FrameOutcome AddQuery(in Transaction query, ref DnsMessageReader reader, FrameMark mark)
    {
        HasQueries = true;
        _queries.Add(query, mark.TimeNanoseconds);
        while (reader.TryReadRecord(_skipped, out _))
        {
        }

        NoteTrailingOctets(reader);
        accounting.Add(MessageOutcome.Query);
        return FrameOutcome.Query;
    }

    private FrameOutcome AddResponse(
        in Transaction response, ref DnsMessageReader reader, ReadOnlySpan<byte> message, bool isCut, FrameMark mark)
    {
        HasResponses = true;
        _extractor.Read(ref reader, message);

        // A faulty message without a record may be anybody's: it must not use up the query. A cut one is the capture's fault.
        if (_extractor is { IsPartial: true, Count: 0 } && !isCut) return NothingKept(reader.Fault.Kind, isCut);
        var match = _queries.Match(
            response, reader.Header.ResponseCode, _hash.Of(message[sizeof(ushort)..]), mark.TimeNanoseconds, out var isTransfer);
        _extractor.ReadNegative(reader.Header, response.Name, response.Type);
        if (!isTransfer) HandOnQuery(match, response, _extractor.OutcomeOf(reader.Header), isCut ? 0 : message.Length, mark);
        if (_extractor is { IsPartial: true, Count: 0 }) return NothingKept(reader.Fault.Kind, isCut);

        NoteFacts(reader, isTransfer);
        if (match == MatchResult.Duplicate) return NotKept(MessageOutcome.Duplicate);
        if (_extractor is { Count: 0, HasNegative: false }) return NotKept(MessageOutcome.WithoutRecords);

        // What nobody asked for, or a second answer, is no better for being a transfer.
        var (outcome, status) = match switch
        {
            MatchResult.Matched => (MessageOutcome.Matched, isTransfer ? SightingStatus.Transfer : SightingStatus.Matched),
            MatchResult.Conflicting => (MessageOutcome.Conflicting, SightingStatus.Conflicting),
            _ => (MessageOutcome.Unsolicited, SightingStatus.Unsolicited),
        };
        accounting.Add(outcome);
        accounting.Add(AnalysisFact.Observations, _extractor.Count);
        if (_extractor.HasNegative) accounting.Add(AnalysisFact.NegativeAnswers);
        HandOn(response, reader.Header, status, mark);
        return FrameOutcome.Response;
    }

    /// <summary>A query counts once, with the response that answered it; what was answered already has been counted.</summary>
    private void HandOnQuery(MatchResult match, in Transaction response, QueryOutcome outcome, int length, FrameMark mark)
    {
        if (match == MatchResult.Matched) _queries.HandOnMatched(outcome, length);
        if (match != MatchResult.Unsolicited || !response.HasQuestion) return;
        sink.Add(new QueryObservation
        {
            Name = response.Name,
            Type = response.Type,
            TimeNanoseconds = mark.TimeNanoseconds,
            Outcome = outcome,
            ResponseLength = length,
            Status = SightingStatus.Unsolicited,
        });
    }

    /// <summary>Whose address stands with what it said: a server's that was asked, and nobody else's. Who asks for recursion is a client, or may be one.</summary>
    private void HandOn(in Transaction response, in DnsHeader header, SightingStatus status, FrameMark mark)
    {
        var vantage = VantageOf(header);
        var isServerKnown = vantage == Vantage.Authoritative && status is SightingStatus.Matched or SightingStatus.Transfer;
        var question = _skipped.AsSpan(0, isServerKnown ? response.Name.Length : 0);
        response.Name[..question.Length].CopyTo(question);
        DomainName.ToLower(question);
        _extractor.HandOn(sink, status, vantage, isServerKnown ? response.Flow.Destination : default, question, mark);
    }

    /// <summary>A response repeats the RD bit of its query (RFC 1035 section 4.1.1).</summary>
    private Vantage VantageOf(in DnsHeader header)
    {
        if (!header.RecursionDesired) return Vantage.Authoritative;
        if (header.RecursionAvailable) return Vantage.Recursive;
        return header.IsAuthoritative || _extractor.IsReferral ? Vantage.Authoritative : Vantage.Recursive;
    }

    private void NoteFacts(in DnsMessageReader reader, bool isTransfer)
    {
        if (reader.Header.IsTruncated) accounting.Add(AnalysisFact.TruncatedResponses);
        if (isTransfer) accounting.Add(AnalysisFact.ZoneTransferResponses);
        if (_extractor.IsPartial) accounting.Add(AnalysisFact.PartialMessages);
        NoteTrailingOctets(reader);
    }

    private void NoteTrailingOctets(in DnsMessageReader reader)
    {
        if (reader.Fault.Kind == WireFaultKind.None && reader.Remaining > 0) accounting.Add(AnalysisFact.TrailingOctets);
    }

    /// <summary>A message that the capture cut was never complete, and so counts as a frame only.</summary>
    private FrameOutcome NothingKept(WireFaultKind fault, bool isCut)
    {
        if (isCut) return FrameOutcome.CutBySnapLength;
        accounting.Add(fault switch
        {
            WireFaultKind.NameTooLong => MessageOutcome.MalformedNameTooLong,
            WireFaultKind.ReservedLabelType => MessageOutcome.MalformedReservedLabelType,
            WireFaultKind.PointerNotBackward => MessageOutcome.MalformedPointerNotBackward,
            WireFaultKind.TooManyPointers => MessageOutcome.MalformedTooManyPointers,
            _ => MessageOutcome.MalformedTruncated,
        });
        return FrameOutcome.MalformedDns;
    }

    private FrameOutcome NotKept(MessageOutcome outcome)
    {
        accounting.Add(outcome);
        return FrameOutcome.ResponseNotKept;
    }

    private FrameOutcome NotArchived(MessageOutcome outcome)
    {
        accounting.Add(outcome);
        return FrameOutcome.MessageNotArchived;
    }
}
