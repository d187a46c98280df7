using System.Runtime.InteropServices;

namespace PassiveDns.Analyzer.Capture;

/// <summary>The number that the system gives an interface: one that was taken away and comes back under its name has another.</summary>
internal static class InterfaceIndex
{
    /// <returns>0 where there is no such interface, and on Windows.</returns>
    public static uint Of(string name) => OperatingSystem.IsWindows() ? 0 : NameToIndex(name);

    [DllImport("libc", EntryPoint = "if_nametoindex")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint NameToIndex([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
