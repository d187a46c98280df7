using PassiveDns.Formats.State;

namespace PassiveDns.Formats.Records;

/// <summary>What became of a frame. Every frame read ends in exactly one of these.</summary>
public enum FrameOutcome : byte
{
    /// <summary>Completed at least one DNS response of which RRsets or a negative answer were kept.</summary>
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

    /// <summary>DNS over TLS, QUIC or HTTPS, by its port, or by the address of a public resolver: seen, but opaque.</summary>
    EncryptedDns,

    /// <summary>A fragment that did not complete its datagram.</summary>
    Fragment,

    /// <summary>A TCP segment of a DNS port that completed no message: handshake, acknowledgement, part of a message, repeat.</summary>
    TcpSegment,

    /// <summary>IP traffic of other ports and protocols.</summary>
    NotDns,

    /// <summary>A frame, or a tunnel's innermost content, without IP: ARP, LLDP, PPP's own protocols and the like.</summary>
    NotIp,

    /// <summary>Content that is encrypted, compressed or of a kind that is not opened: ESP, MACsec, protected Wi-Fi, multilink PPP and the like.</summary>
    Encapsulated,

    /// <summary>More than eight encapsulations inside one another: not followed further.</summary>
    NestedTooDeep,

    /// <summary>The capture kept too little of the frame (snap length).</summary>
    CutBySnapLength,

    /// <summary>A link type that is not decoded.</summary>
    UnsupportedLinkType,

    /// <summary>A link header that does not hold what it should.</summary>
    MalformedLink,

    /// <summary>A header of an <see cref="Encapsulation"/>, or the link header inside it, that does not hold what it should.</summary>
    MalformedEncapsulation,

    /// <summary>An IP header or extension header that does not hold what it should.</summary>
    MalformedIp,

    /// <summary>A fragment that overlaps another one of its datagram, or contradicts it; the datagram is dropped.</summary>
    MalformedFragment,

    /// <summary>A UDP header that does not hold what it should.</summary>
    MalformedUdp,

    /// <summary>A TCP header that does not hold what it should.</summary>
    MalformedTcp,

    /// <summary>A DNS message of which nothing could be kept.</summary>
    MalformedDns,
}

/// <summary>What was opened to find the IP packet in a frame, beside the frame's own link header. A frame counts once for each that it has.</summary>
public enum Encapsulation : byte
{
    /// <summary>Tags of IEEE 802.1Q and 802.1ad, however many stand in a row.</summary>
    Vlan,

    /// <summary>A stack of MPLS labels (RFC 3032), also when in UDP (RFC 7510) or IP (RFC 4023).</summary>
    Mpls,

    /// <summary>Ethernet in Ethernet, IEEE 802.1ah.</summary>
    ProviderBackbone,

    /// <summary>Network Service Header (RFC 8300).</summary>
    Nsh,

    /// <summary>RFC 2516.</summary>
    PppOverEthernet,

    /// <summary>Ethernet bridged over another link (RFC 2684, RFC 2427, RFC 3518).</summary>
    BridgedEthernet,

    /// <summary>IPv4 in IP (RFC 2003, RFC 2473).</summary>
    IPv4InIp,

    /// <summary>IPv6 in IP (RFC 4213, RFC 2473).</summary>
    IPv6InIp,

    /// <summary>RFC 2784, RFC 2890; with PPP, RFC 2637; in UDP, RFC 8086.</summary>
    Gre,

    /// <summary>Mirrored Ethernet in GRE (draft-foschiano-erspan).</summary>
    Erspan,

    /// <summary>Ethernet in IP (RFC 3378).</summary>
    EtherIp,

    /// <summary>Version 2 (RFC 2661) and 3 (RFC 3931).</summary>
    L2tp,

    /// <summary>GTP-U (3GPP TS 29.281).</summary>
    Gtp,

    /// <summary>IPv6 in UDP (RFC 4380).</summary>
    Teredo,

    /// <summary>RFC 7348, and the Generic Protocol Extension.</summary>
    Vxlan,

    /// <summary>RFC 8926.</summary>
    Geneve,
}

/// <summary>What became of a DNS message. Every complete message on a DNS port ends in exactly one of these.</summary>
public enum MessageOutcome : byte
{
    /// <summary>A query.</summary>
    Query,

    /// <summary>A response that answers a query of the capture; RRsets, a negative answer or both kept.</summary>
    Matched,

    /// <summary>A response without its query; what it says kept and marked.</summary>
    Unsolicited,

    /// <summary>A second, different answer to one query; what it says kept and marked.</summary>
    Conflicting,

    /// <summary>The same answer again to a query that has been answered; not kept twice.</summary>
    Duplicate,

    /// <summary>A response without records to keep that is no negative answer either (FORMERR, a truncated one, one without its question ...).</summary>
    WithoutRecords,

    /// <summary>NOTIFY, UPDATE and other opcodes.</summary>
    OtherOpcode,

    /// <summary>Another class than IN in the question.</summary>
    OtherClass,

    /// <summary>Nothing could be kept, as by all that follow: the message ends before its header, its questions or its first record do.</summary>
    MalformedTruncated,

    /// <summary>Nothing could be kept: a name of more than 255 octets.</summary>
    MalformedNameTooLong,

    /// <summary>Nothing could be kept: a label of a reserved type.</summary>
    MalformedReservedLabelType,

    /// <summary>Nothing could be kept: a compression pointer that does not point back.</summary>
    MalformedPointerNotBackward,

    /// <summary>Nothing could be kept: more compression pointers than a name can have labels.</summary>
    MalformedTooManyPointers,
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

    /// <summary>Datagrams dropped because fragments of them overlap or contradict each other otherwise.</summary>
    OverlappingFragments,

    /// <summary>TCP streams with a hole, behind which messages were lost.</summary>
    StreamsWithGap,

    /// <summary>TCP streams given up because memory was full.</summary>
    StreamsPushedOut,

    /// <summary>Flows of <see cref="FrameOutcome.EncryptedDns"/>; no more than 16,384 are told apart.</summary>
    EncryptedDnsFlows,

    /// <summary>RRset observations handed on.</summary>
    Observations,

    /// <summary>Negative answers handed on, some with the RRsets of their response and some alone; not among the <see cref="Observations"/>.</summary>
    NegativeAnswers,

    /// <summary>DNS responses in UDP datagrams without a checksum.</summary>
    ChecksumAbsent,

    /// <summary>DNS responses in UDP datagrams whose checksum is wrong: changed on the way, or captured at their sender before its network card filled it in.</summary>
    ChecksumWrong,
}

/// <summary>The account of one source: every frame once, every message once.</summary>
public sealed class Accounting
{
    /// <summary>More than any source has of anything, and so few that sums do not overflow.</summary>
    private const long MaxCount = 1L << 56;

    private readonly long[] _frames = new long[Enum.GetValues<FrameOutcome>().Length];
    private readonly long[] _messages = new long[Enum.GetValues<MessageOutcome>().Length];
    private readonly long[] _facts = new long[Enum.GetValues<AnalysisFact>().Length];
    private readonly long[] _encapsulations = new long[Enum.GetValues<Encapsulation>().Length];
    private readonly SortedDictionary<int, long> _unsupportedLinkTypes = [];

    /// <summary>Frames the reader gave.</summary>
    public long FramesRead { get; set; }

    public long this[FrameOutcome outcome] => _frames[(int)outcome];
    public long this[MessageOutcome outcome] => _messages[(int)outcome];
    public long this[AnalysisFact fact] => _facts[(int)fact];
    public long this[Encapsulation encapsulation] => _encapsulations[(int)encapsulation];

    /// <summary>Frames by link type number, of those counted as <see cref="FrameOutcome.UnsupportedLinkType"/>.</summary>
    public IReadOnlyDictionary<int, long> UnsupportedLinkTypes => _unsupportedLinkTypes;

    private long[][] Classes => [_frames, _messages, _facts, _encapsulations];

    /// <summary>Something was opened.</summary>
    public bool HasEncapsulations => _encapsulations.AsSpan().ContainsAnyExcept(0);

    /// <summary>The outcomes add up to the frames read.</summary>
    public bool IsBalanced => _frames.Sum() == FramesRead;

    public void Add(FrameOutcome outcome, long frames = 1) => _frames[(int)outcome] += frames;
    public void Add(MessageOutcome outcome, long messages = 1) => _messages[(int)outcome] += messages;
    public void Add(AnalysisFact fact, long times = 1) => _facts[(int)fact] += times;

    public void Add(Encapsulation encapsulation, long frames = 1) => _encapsulations[(int)encapsulation] += frames;

    public void AddUnsupportedLinkType(int linkType, long frames = 1) =>
        _unsupportedLinkTypes[linkType] = _unsupportedLinkTypes.GetValueOrDefault(linkType) + frames;

    /// <exception cref="UnusableStateException">The state holds none, or one that is not balanced.</exception>
    public static Accounting Load(StateReader state)
    {
        var accounting = new Accounting { FramesRead = state.ReadNumber(0, MaxCount) };
        foreach (var counts in accounting.Classes)
        {
            StateReader.Check(state.ReadNumber(0, long.MaxValue) == counts.Length);
            for (var i = 0; i < counts.Length; i++) counts[i] = state.ReadNumber(0, MaxCount);
        }

        for (var types = state.ReadNumber(0, ushort.MaxValue + 1); types > 0; types--)
            accounting._unsupportedLinkTypes[state.ReadInt32(0, ushort.MaxValue)] = state.ReadNumber(0, MaxCount);
        StateReader.Check(accounting.IsBalanced);
        return accounting;
    }

    public void Save(StateWriter state)
    {
        state.WriteNumber(FramesRead);
        foreach (var counts in Classes)
        {
            state.WriteNumber(counts.Length);
            foreach (var count in counts) state.WriteNumber(count);
        }

        state.WriteNumber(_unsupportedLinkTypes.Count);
        foreach (var (linkType, frames) in _unsupportedLinkTypes)
        {
            state.WriteNumber(linkType);
            state.WriteNumber(frames);
        }
    }

    /// <summary>Hands over all that was counted so far and begins anew: the account of a part of a capture that has no end.</summary>
    public Accounting Cut()
    {
        var part = new Accounting();
        part.Add(this);
        FramesRead = 0;
        foreach (var counts in Classes) Array.Clear(counts);
        _unsupportedLinkTypes.Clear();
        return part;
    }

    /// <summary>Adds another source's account, for totals.</summary>
    public void Add(Accounting other)
    {
        FramesRead += other.FramesRead;
        foreach (var outcome in Enum.GetValues<FrameOutcome>()) Add(outcome, other[outcome]);
        foreach (var outcome in Enum.GetValues<MessageOutcome>()) Add(outcome, other[outcome]);
        foreach (var fact in Enum.GetValues<AnalysisFact>()) Add(fact, other[fact]);
        foreach (var encapsulation in Enum.GetValues<Encapsulation>()) Add(encapsulation, other[encapsulation]);
        foreach (var (linkType, frames) in other._unsupportedLinkTypes) AddUnsupportedLinkType(linkType, frames);
    }
}
