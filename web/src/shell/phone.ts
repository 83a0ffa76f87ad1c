// Is the window as narrow as a phone's? The same width at which styles turn (48em, Mantine's `sm`).
import { useMediaQuery } from "@mantine/hooks";

export function usePhone(): boolean {
    return useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
}
