/** The component library in our colours, language and content security policy. */
import { App, ConfigProvider, theme as antd } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { activeTokens } from "@/tokens/theme";

export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans SC",system-ui,sans-serif';

function useColours() {
  const [colours, setColours] = useState(activeTokens);
  useEffect(() => {
    const read = () => setColours(activeTokens());
    const watched = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) => matchMedia(query));
    window.addEventListener("tidecrew:theme", read);
    for (const query of watched) query.addEventListener("change", read);
    return () => {
      window.removeEventListener("tidecrew:theme", read);
      for (const query of watched) query.removeEventListener("change", read);
    };
  }, []);
  return colours;
}

export function Look({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const colours = useColours();
  return (
    <ConfigProvider
      csp={{ nonce: nonce() }}
      locale={i18n.language === "en" ? en : zh}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: colours.name === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm,
        token: {
          colorPrimary: colours.accent,
          colorLink: colours.accent,
          // The library lightens what the pointer is over, below what can be read.
          colorPrimaryHover: colours["accent-strong"],
          colorPrimaryActive: colours["accent-strong"],
          colorLinkHover: colours["accent-strong"],
          colorLinkActive: colours["accent-strong"],
          colorTextLightSolid: colours["on-accent"],
          colorBgBase: colours.surface,
          colorBgContainer: colours.surface,
          colorBgElevated: colours.surface,
          colorBgLayout: colours.bg,
          colorText: colours.text,
          colorTextHeading: colours.text,
          colorTextSecondary: colours["text-2"],
          colorTextTertiary: colours["text-2"],
          colorTextDescription: colours["text-2"],
          colorTextPlaceholder: colours["text-2"],
          colorBorder: colours["line-strong"],
          colorBorderSecondary: colours.line,
          colorError: colours.bad,
          colorErrorText: colours.bad,
          colorErrorBg: colours["bad-soft"],
          colorWarning: colours.warn,
          colorWarningBg: colours["warn-soft"],
          colorSuccess: colours.good,
          colorSuccessBg: colours["good-soft"],
          borderRadius: 8,
          fontFamily: FONT,
          fontSize: 14,
          motionDurationFast: "0.1s",
          motionDurationMid: "0.12s",
          motionDurationSlow: "0.15s",
          motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
        },
        components: {
          Button: { primaryColor: colours["on-accent"], controlHeightSM: 26 },
          Table: { headerBg: colours["surface-2"], headerColor: colours["text-2"], headerSplitColor: "transparent" },
        },
      }}
    >
      <App>{children}</App>
    </ConfigProvider>
  );
}
