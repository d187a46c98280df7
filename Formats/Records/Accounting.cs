namespace PassiveDns.Formats.Records;

/// <summary>What became of a frame. Every frame read ends in exactly one of these.</summary>
public enum FrameOutcome : byte
{
    /// <summary>Completed at least one DNS response whose RRsets were kept.</summary>
    Response,

    /// <summary>Completed a DNS query, and no response.</summary>
    Query,

    /// <summary>Completed a DNS response that left nothing to keep (see <see cref="MessageOutcome"/>).</summary>
    ResponseNotKept,

    /// <summary>Completed a DNS message that is not archived: other opcode or class.</summary>
    MessageNotArchived,

    /// <summary>UDP port 5353 (RFC 6762): counted, not archived.</summary>
    MulticastDns,

    /// <summary>UDP port 5355 (RFC 4795): counted, not archived.</summary>
    Llmnr,

    /// <summary>A DNS message quoted in an ICMP error was not delivered.</summary>
    QuotedInIcmp,

    /// <summary>A fragment that did not complete its datagram.</summary>
    Fragment,

    /// <summary>A TCP segment of a DNS port that completed no message: handshake, acknowledgement, part of a message, repeat.</summary>
    TcpSegment,

    /// <summary>IP traffic of other ports and protocols.</summary>
    NotDns,

    /// <summary>A frame without IP: ARP, LLDP and the like.</summary>
    NotIp,

    /// <summary>IP inside an encapsulation that is not opened.</summary>
    Encapsulated,

    /// <summary>The capture kept too little of the frame (snap length).</summary>
    CutBySnapLength,

    /// <summary>A link type that is not decoded.</summary>
    UnsupportedLinkType,

    /// <summary>A link header that does not hold what it should.</summary>
    MalformedLink,

    /// <summary>An IP header or extension header that does not hold what it should; an overlapping fragment.</summary>
    MalformedIp,

    /// <summary>A UDP or TCP header that does not hold what it should.</summary>
    MalformedTransport,

    /// <summary>A DNS message of which nothing could be kept.</summary>
    MalformedDns,
}

/// <summary>What became of a DNS message. Every complete message on a DNS port ends in exactly one of these.</summary>
public enum MessageOutcome : byte
{
    /// <summary>A query.</summary>
    Query,

    /// <summary>A response that answers a query of the capture; RRsets kept.</summary>
    Matched,

    /// <summary>A response without its query; RRsets kept and marked.</summary>
    Unsolicited,

    /// <summary>A second, different answer to one query; RRsets kept and marked.</summary>
    Conflicting,

    /// <summary>The same answer again to a query that has been answered; not kept twice.</summary>
    Duplicate,

    /// <summary>A response without records to keep (NXDOMAIN without SOA, REFUSED, only OPT ...).</summary>
    WithoutRecords,

    /// <summary>NOTIFY, UPDATE and other opcodes.</summary>
    OtherOpcode,

    /// <summary>Another class than IN in the question.</summary>
    OtherClass,

    /// <summary>A fault before the first record could be read.</summary>
    Malformed,
}

/// <summary>Facts about messages and state that go beside the two classifications; they overlap and need not add up.</summary>
public enum AnalysisFact : byte
{
    /// <summary>Responses with a fault behind at least one good record: the records before it were kept.</summary>
    PartialMessages,

    /// <summary>Responses with the TC bit.</summary>
    TruncatedResponses,

    /// <summary>Messages with octets behind their last record.</summary>
    TrailingOctets,

    /// <summary>Records of other classes than IN, left out of responses.</summary>
    OtherClassRecords,

    /// <summary>Responses that are part of a zone transfer.</summary>
    ZoneTransferResponses,

    /// <summary>Queries that were not answered within 60 s of capture time, or at the end.</summary>
    UnansweredQueries,

    /// <summary>Open queries pushed out because the table was full.</summary>
    QueriesPushedOut,

    /// <summary>Datagrams whose fragments did not all come, or were pushed out.</summary>
    IncompleteDatagrams,

    /// <summary>TCP streams with a hole, behind which messages were lost.</summary>
    StreamsWithGap,

    /// <summary>TCP streams given up because memory was full.</summary>
    StreamsPushedOut,

    /// <summary>RRset observations handed on.</summary>
    Observations,
}

/// <summary>The account of one source: every frame once, every message once.</summary>
public sealed class Accounting
{
    private readonly long[] _frames = new long[Enum.GetValues<FrameOutcome>().Length];
    private readonly long[] _messages = new long[Enum.GetValues<MessageOutcome>().Length];
    private readonly long[] _facts = new long[Enum.GetValues<AnalysisFact>().Length];
    private readonly SortedDictionary<int, long> _unsupportedLinkTypes = [];

    /// <summary>Frames the reader gave.</summary>
    public long FramesRead { get; set; }

    public long this[FrameOutcome outcome] => _frames[(int)outcome];
    public long this[MessageOutcome outcome] => _messages[(int)outcome];
    public long this[AnalysisFact fact] => _facts[(int)fact];

    /// <summary>Frames by link type number, of those counted as <see cref="FrameOutcome.UnsupportedLinkType"/>.</summary>
    public IReadOnlyDictionary<int, long> UnsupportedLinkTypes => _unsupportedLinkTypes;

    /// <summary>The outcomes add up to the frames read.</summary>
    public bool IsBalanced => _frames.Sum() == FramesRead;

    public void Add(FrameOutcome outcome, long frames = 1) => _frames[(int)outcome] += frames;
    public void Add(MessageOutcome outcome, long messages = 1) => _messages[(int)outcome] += messages;
    public void Add(AnalysisFact fact, long times = 1) => _facts[(int)fact] += times;

    public void AddUnsupportedLinkType(int linkType, long frames = 1) =>
        _unsupportedLinkTypes[linkType] = _unsupportedLinkTypes.GetValueOrDefault(linkType) + frames;

    /// <summary>Adds another source's account, for totals.</summary>
    public void Add(Accounting other)
    {
        FramesRead += other.FramesRead;
        foreach (var outcome in Enum.GetValues<FrameOutcome>()) Add(outcome, other[outcome]);
        foreach (var outcome in Enum.GetValues<MessageOutcome>()) Add(outcome, other[outcome]);
        foreach (var fact in Enum.GetValues<AnalysisFact>()) Add(fact, other[fact]);
        foreach (var (linkType, frames) in other._unsupportedLinkTypes) AddUnsupportedLinkType(linkType, frames);
    }
}
