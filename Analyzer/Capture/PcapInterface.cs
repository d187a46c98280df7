using System.Runtime.InteropServices;
using PassiveDns.Formats.Capture;
using SharpPcap;
using SharpPcap.LibPcap;

namespace PassiveDns.Analyzer.Capture;

/// <summary>How an interface is opened.</summary>
public sealed record PcapOptions
{
    /// <summary>Most octets that are kept of a frame.</summary>
    public int SnapLength { get; init; } = 65_535;

    /// <summary>Octets of the system's own buffer for each interface.</summary>
    public int BufferLength { get; init; } = 32 << 20;

    /// <summary>In the language of pcap-filter(7); null for what <see cref="TapFilter"/> makes of the ports.</summary>
    public string? Filter { get; init; }

    /// <summary>Ports taken for DNS.</summary>
    public IReadOnlyCollection<ushort> Ports { get; init; } = [53];
}

/// <summary>An interface that can be tapped.</summary>
/// <param name="Description">Of the system's; empty where it has none.</param>
public sealed record TapInterface(string Name, string Description);

/// <summary>An interface read by libpcap or Npcap: the one place that knows of these.</summary>
public sealed class PcapInterface : ILiveInterface
{
    private readonly PcapOptions _options;
    private readonly byte[] _frame;
    private LibPcapLiveDevice? _device;
    private bool _isFaulty; // its last reading failed
    private uint _index;
    private PcapDrops _drops; // of the device as it is open now

    private PcapInterface(string name, PcapOptions options) => (Name, _options, _frame) = (name, options, new byte[options.SnapLength]);

    public string Name { get; }

    public LinkType LinkType { get; private set; }

    public int SnapLength => _options.SnapLength;

    /// <summary>What the system was asked for.</summary>
    public string Filter { get; private set; } = "";

    public long KernelDrops { get; private set; }

    public long InterfaceDrops { get; private set; }

    /// <summary>The interfaces of this machine, as libpcap or Npcap has them.</summary>
    /// <exception cref="TapException">There is no libpcap or Npcap, or it fails.</exception>
    public static IReadOnlyList<TapInterface> List()
    {
        try
        {
            return [.. LibPcapLiveDeviceList.New().Select(device => new TapInterface(device.Name, device.Description ?? ""))];
        }
        catch (Exception e) when (IsMissingLibrary(e))
        {
            throw MissingLibrary(e);
        }
        catch (PcapException e)
        {
            throw new TapException($"the interfaces cannot be listed: {Clause(e)}", inner: e);
        }
    }

    /// <summary>Opens an interface in promiscuous mode.</summary>
    /// <exception cref="TapException">It cannot be opened, or the filter is none.</exception>
    public static PcapInterface Open(string name, PcapOptions options)
    {
        var opened = new PcapInterface(name, options);
        try
        {
            opened.OpenDevice();
        }
        catch (PcapException e)
        {
            throw opened.Explain(e);
        }

        return opened;
    }

    public LiveReading Read(out CaptureFrame frame)
    {
        frame = default;
        if (_isFaulty && !TryRecover()) return LiveReading.Down;

        // What lies in the system's buffer is taken as it is. Only when that is empty it is waited for: GetNextPacket, which waits no longer than it
        // should, asks the system anew for every single frame.
        var (header, octets) = (IntPtr.Zero, IntPtr.Zero);
        switch ((GetPacketStatus)_device!.GetNextPacketPointers(ref header, ref octets))
        {
            case GetPacketStatus.PacketRead:
                frame = Copy(PcapHeader.FromPointer(header, TimestampResolution.Microsecond), octets);
                return LiveReading.Frame;
            case GetPacketStatus.ReadTimeout:
                return Wait(out frame);
            default:
                _isFaulty = true;
                return LiveReading.Down;
        }
    }

    public void CountDrops()
    {
        try
        {
            if (_device is null || PcapDrops.Of(_device) is not { } drops) return;
            KernelDrops += unchecked(drops.Kernel - _drops.Kernel);
            InterfaceDrops += unchecked(drops.Interface - _drops.Interface);
            _drops = drops;
        }
        catch (PcapException)
        {
            // The interface has gone: what was counted before stands.
        }
    }

    public void Dispose() => _device?.Dispose();

    private LiveReading Wait(out CaptureFrame frame)
    {
        frame = default;
        switch (_device!.GetNextPacket(out var packet))
        {
            case GetPacketStatus.PacketRead:
                frame = Frame((PcapHeader)packet.Header, packet.Data);
                return LiveReading.Frame;
            case GetPacketStatus.ReadTimeout:
                return LiveReading.Nothing;
            default:
                _isFaulty = true;
                return LiveReading.Down;
        }
    }

    private CaptureFrame Copy(PcapHeader header, IntPtr octets)
    {
        var length = (int)Math.Min(header.CaptureLength, (uint)_frame.Length);
        Marshal.Copy(octets, _frame, 0, length);
        return Frame(header, _frame.AsSpan(0, length));
    }

    private CaptureFrame Frame(PcapHeader header, ReadOnlySpan<byte> octets)
    {
        var time = header.Timeval;
        return new CaptureFrame
        {
            Number = 0,
            TimeNanoseconds = ((long)time.Seconds * 1_000_000_000) + ((long)time.MicroSeconds * 1_000),
            LinkType = LinkType,
            OriginalLength = header.PacketLength,
            SnapLength = (uint)SnapLength,
            Octets = octets,
        };
    }

    private void OpenDevice()
    {
        var device = Find(Name);
        try
        {
            device.Open(new DeviceConfiguration
            {
                Mode = DeviceModes.Promiscuous,
                ReadTimeout = (int)ILiveInterface.Patience.TotalMilliseconds,
                Snaplen = _options.SnapLength,
                BufferSize = _options.BufferLength,
            });
            var linkType = (LinkType)device.LinkType;
            if (_device is not null && linkType != LinkType)
                throw new TapException($"{Name} came back as another kind of interface: its link type was {LinkType} and is {linkType}. Begin a new tap.");
            LinkType = linkType;
            Filter = _options.Filter ?? TapFilter.Usual(_options.Ports, linkType);
            SetFilter(device);
            if (!OperatingSystem.IsWindows()) device.NonBlockingMode = true; // there, reading without is what ends in time
        }
        catch
        {
            device.Dispose();
            throw;
        }

        _device?.Dispose();
        _device = device;
        _index = InterfaceIndex.Of(Name);
        (_drops, _isFaulty) = (default, false);
    }

    private void SetFilter(LibPcapLiveDevice device)
    {
        try
        {
            device.Filter = Filter;
        }
        catch (PcapException e)
        {
            throw new TapException($"'{Filter}' is no filter for {Name}: {Clause(e)}. See pcap-filter(7).", isUsage: true, e);
        }
    }

    private static LibPcapLiveDevice Find(string name)
    {
        try
        {
            return LibPcapLiveDeviceList.New().FirstOrDefault(device => device.Name == name)
                ?? throw new TapException($"there is no interface '{name}'; pdns tap --list shows those there are", isUsage: true);
        }
        catch (Exception e) when (IsMissingLibrary(e))
        {
            throw MissingLibrary(e);
        }
    }

    /// <summary>Opens the interface anew. Where that is not allowed any more, the old socket will do, as long as the interface is the same.</summary>
    private bool TryRecover()
    {
        CountDrops();
        try
        {
            OpenDevice();
            return true;
        }
        catch (PcapException e) when (e.Error == PcapError.PermissionDenied)
        {
            if (InterfaceIndex.Of(Name) != _index)
                throw new TapException($"{Name} was taken away and is another interface now, which may not be opened without privileges. Begin a new tap.", inner: e);
            _isFaulty = false;
            return true;
        }
        catch (Exception e) when (e is PcapException or TapException { IsUsage: true })
        {
            return false; // still down, or gone
        }
    }

    private TapException Explain(PcapException e) => e.Error switch
    {
        PcapError.PermissionDenied or PcapError.PromiscuousPermissionDenied => new TapException($"{Name} may not be captured on. {Permission}", inner: e),
        PcapError.InterfaceNotUp => new TapException($"{Name} is down: bring it up first", inner: e),
        _ => new TapException($"{Name} cannot be captured on: {Clause(e)}", inner: e),
    };

    /// <summary>What to grant, and how.</summary>
    private static string Permission
    {
        get
        {
            if (OperatingSystem.IsWindows()) return "Run as administrator, or install Npcap so that all users may capture.";
            if (OperatingSystem.IsMacOS()) return "Run as root, or get the right to read /dev/bpf*.";
            var program = Environment.ProcessPath ?? "";
            return Path.GetFileName(program) is "" or "dotnet" // a capability there would be everybody's
                ? "Run as root: it takes the capability CAP_NET_RAW."
                : $"Run as root, or grant it the capability to: sudo setcap cap_net_raw+ep {program}";
        }
    }

    private static bool IsMissingLibrary(Exception e) => e is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException };

    private static TapException MissingLibrary(Exception e) => new(
        OperatingSystem.IsWindows()
            ? "Npcap is missing, which captures packets: install it from https://npcap.com"
            : "libpcap is missing, which captures packets: install it (Debian and Ubuntu: apt install libpcap0.8; Fedora: dnf install libpcap)",
        inner: e);

    /// <summary>The library's words, without the code that SharpPcap puts behind them.</summary>
    private static string Clause(PcapException e)
    {
        var code = e.Message.IndexOf(" (Error Code", StringComparison.Ordinal);
        return (code < 0 ? e.Message : e.Message[..code]).TrimEnd('.', ' ');
    }
}
