namespace PassiveDns.Analyzer.Packets;

/// <summary>Which kind of message a direction of a flow should carry, by its ports.</summary>
internal enum MessageRole : byte
{
    /// <summary>Both ends speak from a DNS port: either kind may come.</summary>
    Either,
    Query,
    Response,
}

/// <summary>The ports on which DNS is spoken.</summary>
internal sealed class DnsPorts
{
    private readonly bool[] _isDns = new bool[1 << 16];

    public DnsPorts(IEnumerable<ushort> ports)
    {
        foreach (var port in ports) _isDns[port] = true;
    }

    public bool IsDns(ushort sourcePort, ushort destinationPort) => _isDns[sourcePort] || _isDns[destinationPort];

    public MessageRole RoleOf(in Flow flow)
    {
        if (_isDns[flow.SourcePort] == _isDns[flow.DestinationPort]) return MessageRole.Either;
        return _isDns[flow.SourcePort] ? MessageRole.Response : MessageRole.Query;
    }
}
